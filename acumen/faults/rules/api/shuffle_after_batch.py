"""A tf.data pipeline shuffles after it has made batches.

Shuffling then moves whole batches about: what stands together in one batch stays together in
every epoch.

Bad:

    import tensorflow as tf
    data = tf.data.Dataset.from_tensor_slices(x).batch(32).shuffle(1000)

Good:

    import tensorflow as tf
    data = tf.data.Dataset.from_tensor_slices(x).shuffle(1000).batch(32)

A pipeline that takes its batches apart again, that has shuffled before, or whose batches hold one
example is left alone. Blind to pipelines that are built by several functions.

Sources: the documentation of tf.data.Dataset.shuffle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.constants import as_number
from acumen.faults.flow import first_name, keeper
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU508",
    name="shuffle-after-batch",
    kind=RuleKind.FAULT,
    leaves=("api.shuffle_pos",),
    frameworks=("tensorflow",),
    confidence=Confidence.HIGH,
    fix="Shuffle single examples, then batch.",
)

_PIPELINE = frozenset(
    {"map", "batch", "padded_batch", "cache", "repeat", "take", "skip", "prefetch", "filter"}
    | {"unbatch", "flat_map", "interleave", "from_tensor_slices", "from_generator", "list_files"}
    | {"TFRecordDataset", "TextLineDataset", "window"}
)
_APART = frozenset({"unbatch", "flat_map", "interleave", "window", "rebatch"})
_OPAQUE = frozenset({"padded_batch", "bucket_by_sequence_length", "apply"})
_MOST_STEPS = 8


def check(subject: Subject) -> Iterator[Finding]:
    for site in subject.methods("shuffle"):
        if "tensorflow" in subject.roots_of(site.path):
            yield from _judge(subject, site)


def _judge(subject: Subject, site: ResolvedCall) -> Iterator[Finding]:
    steps = [step for text in _chain(subject, site) for step in _steps(text)]
    names = [name for name, _ in steps]
    if _PIPELINE.isdisjoint(names):
        return
    batches = [place for place, name in enumerate(names) if name == "batch"]
    if not _OPAQUE.isdisjoint(names):
        yield RULE.unknown("how the pipeline makes batches is not followed", at(site))
    elif not batches:
        yield RULE.absent("single examples are shuffled", at(site))
    elif not _APART.isdisjoint(names[batches[-1] :]):
        yield RULE.absent("batches are taken apart before they are shuffled", at(site))
    elif "shuffle" in names[: batches[-1]]:
        yield RULE.absent("examples were shuffled before they were batched", at(site))
    elif all(_holds_one(subject, site, steps[place][1]) for place in batches):
        yield RULE.absent("batches hold one example each", at(site))
    elif len(batches) > 1 or _is_batched_again(subject, site):
        yield RULE.unknown("what stands in a batch is not followed", at(site))
    else:
        yield RULE.present("batches are shuffled, not what they hold", at(site))


def _is_batched_again(subject: Subject, site: ResolvedCall) -> bool:
    """Whether what is shuffled goes into batches afterwards: the first ones were examples."""
    start, end = subject.span_around(site.path, site.call.start)
    kept = keeper(subject, site)
    names = {kept.target.strip()} if kept is not None else set()
    return any(
        later.call.callee.rpartition(".")[2] in {"batch", "padded_batch"}
        and later.call.end > site.call.end
        and (later.call.start == site.call.start or first_name(later.call.callee) in names)
        for later in subject.calls(site.path, start, end)
    )


def _steps(text: str) -> Iterator[tuple[str, str]]:
    """Name and arguments of the calls in a row that ``text`` is; calls inside of them are not."""
    depth = 0
    name = ""
    opened = 0
    for place, character in enumerate(text):
        if character in "([{":
            if depth == 0:
                found = re.search(r"(\w+)\s*$", text[:place])
                name, opened = (found[1] if found else ""), place + 1
            depth += 1
        elif character in ")]}":
            depth -= 1
            if depth == 0 and name and character == ")":
                yield name, text[opened:place]


def _chain(subject: Subject, site: ResolvedCall) -> list[str]:
    """What was called before, in order, over assignments to one name after the other."""
    receiver = site.call.callee.rpartition(".")[0]
    parts = [receiver]
    start = site.call.start
    for _ in range(_MOST_STEPS):
        name = first_name(parts[0])
        item = subject.constants.reaching(site.path, name, at=start) if name else None
        if item is None or item.operator != "=" or name not in {parts[0], _head(parts[0])}:
            break
        value = item.value.strip()
        whole = value.startswith("(") and value.endswith(")")
        parts.insert(0, value[1:-1].strip() if whole else value)
        start = item.start
    return parts


def _head(text: str) -> str:
    """``ds`` of ``ds.batch(3)``; "" of a call by a plain name and of a dotted module."""
    head, dot, _ = text.partition(".")
    return head.strip() if dot and head.strip().isidentifier() else ""


def _holds_one(subject: Subject, site: ResolvedCall, arguments: str) -> bool:
    size = arguments.partition(",")[0].rpartition("=")[2].strip()
    return as_number(subject.constants.value(site.path, size, at=site.call.start)) == 1
