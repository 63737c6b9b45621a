"""Batches are cut from the data in the wrong places.

An index that already steps by the batch is multiplied by it once more, one that counts batches is
used as a position, or a fresh iterator gives the same first batch in every round. The loop runs,
and most of the data is never seen, or seen many times.

Bad:

    import torch
    for i in range(0, len(x), batch_size):
        batch = x[i * batch_size : (i + 1) * batch_size]
        loss = criterion(model(batch))
        loss.backward()

Good:

    import torch
    for i in range(0, len(x), batch_size):
        batch = x[i : i + batch_size]
        loss = criterion(model(batch))
        loss.backward()

Looks at loops in which gradients are made. Windows that overlap on purpose, and loaders that
shuffle, are left alone. Blind to batches that a function cuts.

Sources: the documentation of torch.utils.data.DataLoader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import Block, BlockKind
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.expressions import outer_call
from acumen.faults.mentions import mentions
from acumen.faults.rule import KERAS, Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.arguments import split_arguments
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU305",
    name="batch-slices",
    kind=RuleKind.FAULT,
    leaves=("training.hyper.batch_impl",),
    frameworks=("torch", *KERAS),
    confidence=Confidence.HIGH,
    fix="Cut x[i : i + n] for i in range(0, len(x), n), or use a loader and loop over it.",
)

_LEARNING = ("backward", "train_on_batch", "apply_gradients", "manual_backward")
_RANGE = re.compile(
    r"^([^\W\d]\w*)\s+in\s+(?:[\w.]*(?:tqdm|trange)\()?\s*range\((.*)\)\)?$", re.DOTALL
)
_SLICE = re.compile(r"[\w\])]\s*\[([^\[\]:,]+):([^\[\]:,]+)[\],]")


def check(subject: Subject) -> Iterator[Finding]:
    seen: set[tuple[str, int]] = set()
    for site in subject.methods(*_LEARNING):
        for loop in subject.loops(site.path, site.call.start):
            key = (site.path, loop.start)
            if loop.kind is BlockKind.FOR and key not in seen:
                seen.add(key)
                yield from _slices(subject, site.path, loop)
    for site in subject.named("next"):
        if site.call.callee == "next" and "iter(" in site.call.arguments:
            yield from _first_again(subject, site)


def _slices(subject: Subject, path: str, loop: Block) -> Iterator[Finding]:
    header = _RANGE.match(loop.header.strip())
    if not header:
        return
    name = header[1]
    given = ["".join(item.text.split()) for item in split_arguments(header[2])]
    step = given[2] if len(given) == 3 else ""
    counts = re.search(r"//(.+?)\)?$", given[-1]) if len(given) < 3 else None
    pattern = re.compile(rf"\[[^\[\]]*\b{name}\b[^\[\]]*:")
    lines: set[int] = set()
    for mention in mentions(subject, path, (loop.start, loop.end), pattern):
        for low, high in _SLICE.findall(mention.text):
            wrong = _wrong("".join(low.split()), "".join(high.split()), name, step, counts)
            if mention.place.first_line in lines or wrong is None:
                continue
            lines.add(mention.place.first_line)
            shown = f"[{low.strip()} : {high.strip()}] for {loop.header.strip()[:60]}"
            if wrong:
                yield RULE.present(f"{shown}: {wrong}", mention.place)
            else:
                yield RULE.absent(f"{shown}: batches follow each other", mention.place)


def _wrong(low: str, high: str, name: str, step: str, counts: re.Match[str] | None) -> str | None:
    """What is wrong with one slice; "" if it is right, None if it is no batch of this loop."""
    size = step or (counts[1].strip("()") if counts else "")
    if not size or size == "1" or name not in re.findall(r"\w+", low):
        return None
    plain_high = {f"{name}+{size}", f"{size}+{name}", f"min({name}+{size}"}
    scaled = {f"{name}*{size}", f"{size}*{name}"}
    scaled_high = {f"({name}+1)*{size}", f"{size}*({name}+1)", f"{name}*{size}+{size}"}
    if step:
        if low == name and high in plain_high:
            return ""
        if low in scaled:
            return f"{name} already steps by {size}"
        return None
    if low in scaled and high in scaled_high:
        return ""
    if low == name and high in plain_high:
        return f"{name} counts batches of {size} and is used as a position"
    return None


def _first_again(subject: Subject, site: ResolvedCall) -> Iterator[Finding]:
    """``next(iter(loader))`` in each round."""
    loops = subject.loops(site.path, site.call.start)
    if not loops or not any(
        inner.call.callee.rpartition(".")[2] in _LEARNING
        for inner in subject.calls(site.path, loops[-1].start, loops[-1].end)
    ):
        return
    call = outer_call(site.call.arguments)
    name = call.positional[0] if call and call.callee == "iter" and call.positional else ""
    made = subject.constants.reaching(site.path, name, at=site.call.start)
    loader = outer_call(made.value) if made else None
    if made is None or loader is None:
        yield RULE.unknown(f"how {name or 'the loader'} orders its data is not seen", at(site))
        return
    meaning = subject.meaning(site.path, loader.callee, made.start)
    if made.start >= loops[-1].start or not meaning.startswith("torch.utils.data"):
        yield RULE.unknown(f"how {name} orders its data is not seen", at(site))
        return
    ordered = any(loader.argument(key) for key in ("sampler", "batch_sampler")) or any(
        item.star for item in loader.arguments
    )
    given = loader.argument("shuffle", 2)
    value = subject.constants.value(site.path, given, at=made.start)
    if ordered or (given and not value.known):
        yield RULE.unknown(f"how {name} orders its data is not seen", at(site))
    elif value.known and value.value:
        yield RULE.absent(f"{name} is shuffled anew in every round", at(site))
    else:
        yield RULE.present(f"next(iter({name})) is the first batch in every round", at(site))
