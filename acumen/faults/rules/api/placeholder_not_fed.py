"""A session is asked for what depends on a placeholder that it is not given.

Everything between the placeholder and the result is computed anew by each run, so each run needs
the value again; without it the line fails.

Bad:

    import tensorflow.compat.v1 as tf
    x = tf.placeholder(tf.float32, [None, 2])
    y = tf.reduce_sum(x)
    with tf.Session() as session:
        print(session.run(y))

Good:

    import tensorflow.compat.v1 as tf
    x = tf.placeholder(tf.float32, [None, 2])
    y = tf.reduce_sum(x)
    with tf.Session() as session:
        print(session.run(y, feed_dict={x: [[1.0, 2.0]]}))

Follows plain names inside one file, over one assignment each. Blind to attributes of objects and
to dictionaries that are made elsewhere.

Sources: the documentation of tf.compat.v1.placeholder and tf.compat.v1.Session.run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import Assignment
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.flow import names_in
from acumen.faults.rule import Rule, at
from acumen.faults.sessions import bound, runs, tf1_name
from acumen.faults.subject import Subject
from acumen.syntax.arguments import split_top_level
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU514",
    name="placeholder-not-fed",
    kind=RuleKind.FAULT,
    leaves=("api.placeholder",),
    frameworks=("tensorflow",),
    confidence=Confidence.HIGH,
    fix="Give session.run a feed_dict with every placeholder that the result depends on.",
)

_STOPS = re.compile(  # what reads no value, keeps one, or may not read what it names
    r"shape|lambda|get_next|[Ii]terator|Variable|get_variable|\.cond\(|initializer|[Dd]ataset"
    r"|\bfor\b|\bif\b|Session|placeholder_with_default|make_template|while_loop"
)
_MOST_NAMES = 400


def check(subject: Subject) -> Iterator[Finding]:
    if not any(tf1_name(s.qualified) == "placeholder" for s in subject.named("placeholder")):
        return
    for site in runs(subject):
        yield from _judge(subject, site)


def _judge(subject: Subject, site: ResolvedCall) -> Iterator[Finding]:
    feed = subject.argument(site, "feed_dict", 1).strip()
    fetches = subject.argument(site, "fetches", 0)
    if feed and not (feed.startswith("{") and feed.endswith("}")):
        yield RULE.unknown(f"what is fed, {feed[:40]}, is made elsewhere", at(site))
        return
    if subject.is_open(site):
        yield RULE.unknown("arguments are unpacked into run", at(site))
        return
    fed = {part.partition(":")[0].strip() for part in split_top_level(feed[1:-1])}
    if not all(key.isidentifier() for key in fed - {""}):
        yield RULE.unknown("what is fed has other names, or is computed", at(site))
        return
    needed = _placeholders(subject, site, fetches, fed)
    missing = sorted(needed.keys() - fed)
    if missing:
        place = subject.place(site.path, needed[missing[0]])
        yield RULE.present(f"{fetches[:40]} depends on {missing[0]}, not fed", at(site), place)
    elif needed:
        yield RULE.absent(f"fed with {', '.join(sorted(needed))[:60]}", at(site))


def _placeholders(
    subject: Subject, site: ResolvedCall, fetches: str, fed: set[str]
) -> dict[str, Assignment]:
    """Placeholders that the fetched names depend on, as far as they can be followed."""
    found: dict[str, Assignment] = {}
    waiting = [(name, site.call.start) for name in names_in(fetches)]
    seen: set[tuple[str, int]] = set()
    while waiting and len(seen) < _MOST_NAMES:
        name, start = waiting.pop()
        if name in fed and start == site.call.start:
            found.update(_if_placeholder(subject, site.path, name, start))
            continue
        item = bound(subject, site.path, name, start)
        if item is None or (name, item.start) in seen:
            continue
        seen.add((name, item.start))
        if name in fed and len(_all(subject, site.path, name, start)) == 1:
            found.update(_if_placeholder(subject, site.path, name, start))
            continue  # a tensor that is fed needs nothing before it
        callee, called, _ = item.value.partition("(")
        if (
            called
            and tf1_name(subject.meaning(site.path, callee.strip(), item.start)) == "placeholder"
        ):
            found[name] = item
        elif item.operator == "=" and not _STOPS.search(item.value) and _is_graph(item.value):
            waiting += [(inner, item.start) for inner in names_in(item.value)]
    return found


def _is_graph(value: str) -> bool:
    """Whether the value is computed in the graph, and by no function of the program's own."""
    callee = value.partition("(")[0].strip()
    return bool(re.match(r"[\w.]+$", callee)) and ("." in callee or not value.endswith(")"))


def _if_placeholder(
    subject: Subject, path: str, name: str, start: int
) -> Iterator[tuple[str, Assignment]]:
    item = bound(subject, path, name, start)
    if item is not None and "placeholder" in item.value:
        yield name, item


def _all(subject: Subject, path: str, name: str, start: int) -> list[Assignment]:
    return subject.constants.assigned(path, name, at=start)
