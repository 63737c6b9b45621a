"""What one function brings to a device, what of its batches it leaves, and where the two meet.

A reading of a function from its first line to its last: names are *hot* once they are brought to a
device or made of what was, *cold* while they are a part of a batch that was not, and neither once
they are numbers or brought back. Conditions count as if they held.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from acumen.domain.facts import Assignment, Block, BlockKind, Definition
from acumen.faults.batches import LOADER, batch_targets, loader_of
from acumen.faults.classes import parameters_of
from acumen.faults.expressions import outer_call
from acumen.faults.flow import first_name, names_in
from acumen.faults.kin import MOVE, kin
from acumen.faults.origins import iterated_by
from acumen.faults.subject import Subject
from acumen.faults.transfers import gives_batches
from acumen.syntax.arguments import split_top_level

NO_TENSOR = re.compile(
    r"len|idx|ind(?:ex|ices)|path|name|meta|info|siz|shape|file|text|caption|str(?:ing)?s?$|key"
    r"|(?:^|_)ids?$|num|count|epoch|step|scale|vocab|word|sent|iter|^i$|^j$|^k$|^n$|^_|mode|url"
    r"|offset|^bs$|dict|cfg|config|args|device|seed|time|raw|cpu|np_|_np|anno|extra|sample",
    re.IGNORECASE,
)
_BACK = re.compile(r"\.(?:cpu|numpy|item|tolist)\(|to\(['\"]cpu|\bfloat\(|\bint\(|\bnp\.|\bnumpy\.")
_SIZES = re.compile(
    r"[\w.]+\.(?:size|dim|numel|nelement|ndimension)\([^()]*\)|[\w.]+\.(?:shape|device|dtype|ndim)\b"
    r"|\blen\([\w.\[\]]*\)|\bisinstance\([^()]*\)|\btype\([\w.]*\)|\bprint\(.*\)"
)
_MADE_THERE = re.compile(r"\bdevice\s*=\s*(?!None|['\"]cpu)[\w.'\"]")
_NEXT = re.compile(r"(?:\w+\.)*next\(|[\w.]*\.(?:next|get_batch|next_batch)\(")
_PART = re.compile(r"(?:Variable\()?([^\W\d]\w*)(?:\[[^\[\]]*\])?(?:,\s*\w+=\w+)?\)?$")
_REARRANGED = re.compile(r"\.(?:view|reshape|squeeze|unsqueeze|permute|float|long|t)\([^()]*\)$")
_DEFINES = re.compile(r"lambda\b")
_FETCHES = re.compile(
    r"^(?:__iter__|__next__|__getitem__|next|preload)$|collate|prefetch|iterator|loader$|fetch"
    r"|(?:get|next|load|make)_\w*batch"
)
_READERS = re.compile(r"Iterator|[Ll]oader|[Bb]atch|splits$")
_SCATTERS = re.compile(rb"(?<!Distributed)DataParallel\w*\(|\bdata_parallel\(")


_WHOLE = frozenset({"main", "train", "__init__", "forward", "test", "validate", "evaluate", "run"})
_DEEPEST = 1


@dataclass(frozen=True, slots=True)
class Meeting:
    """An expression in which a part of a batch meets what is on a device."""

    path: str
    at: int  # byte offset of the statement
    cold: str
    hot: str


@dataclass(slots=True)
class _State:
    hot: set[str] = field(default_factory=set)
    cold: set[str] = field(default_factory=set)
    batches: set[str] = field(default_factory=set)

    def put(self, name: str, kind: str) -> None:
        self.hot.discard(name)
        self.cold.discard(name)
        if kind == "hot":
            self.hot.add(name)
        elif kind == "cold":
            self.cold.add(name)


def loads_onto_device(subject: Subject) -> bool:
    """Whether what gives the batches may bring them to a device itself."""
    if "torchtext" in subject.roots:
        return True
    for site in subject.methods("to", "cuda"):
        function = subject.function_around(site.path, site.call.start)
        if function is not None and _FETCHES.search(function.name.rpartition(".")[2]):
            return True
    return any(
        "device=" in "".join(site.call.arguments.split()) and _READERS.search(site.call.callee)
        for site in subject.program.calls()
        if "device" in site.call.arguments
    )


def _scatters(subject: Subject) -> bool:
    """Whether wrappers bring what a model is given to the devices they know."""
    return subject.once(
        "scatters",
        lambda: (any(map(_scatters_in, map(subject.source, subject.program.paths))),),
    )[0]


def _scatters_in(source: bytes) -> bool:
    return b"arallel" in source and _SCATTERS.search(source) is not None


def meetings(subject: Subject, path: str, function: Definition | None) -> Iterator[Meeting]:
    """Where a part of a batch that is not moved meets what is, in one function or the module."""
    if not _may_take_batches(subject, path, function):
        return
    state = _State()
    for item in _statements(subject, path, function):
        if isinstance(item, Block):
            _enter(subject, path, item, state)
        elif isinstance(item, Assignment):
            yield from _assign(subject, path, item, state)
        else:
            yield from _meet(subject, path, item, state)


def _may_take_batches(subject: Subject, path: str, function: Definition | None) -> bool:
    """Whether there is a loop or a call that could give a batch: without one nothing is cold."""
    start, end = (function.start, function.end) if function is not None else (0, 1 << 60)
    blocks = subject.program.module(path).facts.blocks
    if any(block.kind is BlockKind.FOR and start <= block.start < end for block in blocks):
        return True
    return any(
        "next(" in item.value or "batch(" in item.value
        for item in subject.assignments(path, start, end)
    )


_Call = tuple[int, int, str]


def _statements(
    subject: Subject, path: str, function: Definition | None
) -> list[Block | Assignment | _Call]:
    """Loops, assignments and calls that stand alone, by position; nested functions left out."""
    start, end = (function.start, function.end) if function is not None else (0, 1 << 60)
    facts = subject.program.module(path).facts
    wanted = function.start if function is not None else None
    found: list[tuple[int, int, Block | Assignment | _Call]] = []
    covered: list[tuple[int, int]] = []

    def own(at: int) -> bool:
        around = subject.function_around(path, at)
        return (around.start if around is not None else None) == wanted

    found += [
        (block.start, 0, block)
        for block in facts.blocks
        if block.kind is BlockKind.FOR and start <= block.start < end and own(block.start)
    ]
    for item in subject.assignments(path, start, end):
        if item.value != "..." and own(item.start):
            found.append((item.start, 1, item))
            covered.append((item.start, item.end))
    last = -1
    place = 0
    for site in subject.calls(path, start, end):
        at = site.call.start
        while place < len(covered) and covered[place][1] <= at:
            place += 1
        if place < len(covered) and covered[place][0] <= at:
            continue
        if at < last or not own(at):
            continue
        last = site.call.end
        text = f"{site.call.callee}({site.call.arguments})"
        found.append((at, 2, (at, site.call.end, text)))
    return [one for _, _, one in sorted(found, key=lambda one: one[:2])]


def _enter(subject: Subject, path: str, loop: Block, state: _State) -> None:
    iterated = iterated_by(loop)
    names = batch_targets(loop)
    if MOVE.search(iterated) or any(name in state.hot for name in names_in(iterated)):
        for name in names:
            state.put(name, "hot")
        return
    kept = "state_dict" in iterated or "torch.load" in iterated
    loads = LOADER.search(loader_of(subject, path, loop)) or gives_batches(
        subject, path, iterated, loop.start
    )
    if kept or not loads:
        for name in names:
            state.put(name, "")
        return
    for name in names:
        state.put(name, "cold" if not NO_TENSOR.search(name) else "")
    state.batches.update(names)


def _assign(subject: Subject, path: str, item: Assignment, state: _State) -> Iterator[Meeting]:
    value = item.value.strip()
    targets = [t.strip() for t in split_top_level(item.target.partition(":")[0].strip("()[] "))]
    values = split_top_level(value)
    runs = _scatters(subject) and outer_call(value) is not None and not _PART.match(value)
    if len(targets) == len(values) > 1:
        kinds = [_kind(part.strip(), state) for part in values]
    else:
        kinds = [_kind(value, state)] * len(targets)
    if runs and not _REARRANGED.search(value):
        kinds = ["" if kind == "cold" else kind for kind in kinds]
    yield from _meet(subject, path, (item.start, item.end, value), state)
    if _calls_mover(subject, path, item.start, item.end):
        kinds = ["hot"] * len(targets)
    for target, kind in zip(targets, kinds, strict=True):
        plain = target.partition("[")[0].lstrip("*")
        if not plain.isidentifier():
            continue
        if item.operator != "=" or "[" in target:
            if kind == "hot":
                state.put(plain, "hot")
            continue
        state.put(plain, "" if kind == "cold" and NO_TENSOR.search(plain) else kind)


def _kind(value: str, state: _State) -> str:
    if _BACK.search(value) or _DEFINES.search(value) or value in {"None", "0", "[]", "{}"}:
        return "hot" if MOVE.search(value) and not _BACK.search(value) else ""
    if MOVE.search(value) or _MADE_THERE.search(value):
        return "hot"
    plain = _SIZES.sub("0", value)
    names = set(names_in(plain))
    if not names.isdisjoint(state.hot):
        return "hot"
    if _NEXT.match(value):
        return "cold" if LOADER.search(value) else ""
    part = _PART.match(value)
    if part is not None and part[1] in state.batches:
        return "cold"
    return "cold" if not names.isdisjoint(state.cold) else ""


def _meet(subject: Subject, path: str, part: _Call, state: _State) -> Iterator[Meeting]:
    start, end, text = part
    if not state.cold or _BACK.search(text) or MOVE.search(text) or _DEFINES.search(text):
        return
    names = set(names_in(_SIZES.sub("0", text)))
    cold = sorted(names & state.cold)
    hot = sorted(names & state.hot)
    if _scatters(subject):
        called = {first_name(site.call.callee) for site in subject.calls(path, start, end)}
        hot = [name for name in hot if name not in called]
    if not cold or _calls_mover(subject, path, start, end):
        return
    if (hot and "(" in text) or (hot and re.search(r"[-+*/=<>]", text)):
        yield Meeting(path, start, cold[0], hot[0])
        return
    names_of = kin(subject)
    for site in subject.calls(path, start, end):
        group = names_of.group(path, site.call.callee, site.call.start)
        if group is None or not group.makers or not group.moved:
            continue
        given = set(names_in(_SIZES.sub("0", site.call.arguments))) & set(cold)
        if given and not _scatters(subject):
            yield Meeting(path, start, min(given), site.call.callee)
            return


def _calls_mover(subject: Subject, path: str, start: int, end: int) -> bool:
    """Whether a function of the program that moves something is called in the statement."""
    movers = subject.once("moving-functions", lambda: (_movers(subject),))[0]
    return bool(movers) and any(
        site.call.callee.rpartition(".")[2] in movers for site in subject.calls(path, start, end)
    )


def _movers(subject: Subject) -> frozenset[str]:
    """Names of functions that bring something to a device, or call one that does."""
    found = set()
    for site in subject.methods("to", "cuda"):
        function = subject.function_around(site.path, site.call.start)
        if function is None:
            continue
        name = function.name.rpartition(".")[2]
        given = first_name(site.call.callee) in parameters_of(function)
        if given or name not in {"forward", "__init__", "__call__"}:
            found.add(name)
    found -= _WHOLE
    for _ in range(_DEEPEST):
        for name in sorted(found):
            for site in subject.named(name):
                function = subject.function_around(site.path, site.call.start)
                if function is not None:
                    found.add(function.name.rpartition(".")[2])
        found -= _WHOLE
    return frozenset(found)
