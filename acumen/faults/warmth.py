"""What one function brings to a device, what of its batches it leaves, and where the two meet.

A reading of a function from its first line to its last: names are *hot* once they are brought to a
device or made of what was, *cold* while they are a part of a batch that was not, and neither once
they are numbers or brought back. Conditions count as if they held.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from acumen.domain.facts import Assignment, Block, BlockKind, Definition, DefinitionKind
from acumen.faults.batches import LOADER, batch_targets, loader_of
from acumen.faults.classes import parameters_of
from acumen.faults.deviceside import handles, is_tensor
from acumen.faults.expressions import outer_call
from acumen.faults.flow import first_name, names_in
from acumen.faults.inorder import Piece, in_order
from acumen.faults.kin import MOVE, kin
from acumen.faults.movingfunctions import brings_back, calls_mover
from acumen.faults.newtensors import is_new
from acumen.faults.origins import iterated_by
from acumen.faults.selfmoving import scatters
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
_INDEXED = re.compile(r"(?<=[\w)\]])\[[^\[\]]*\]")
_APPENDS = re.compile(r"([^\W\d]\w*)\.(?:append|extend)\(")
_ASKED = re.compile(r"(?<![\w.])([^\W\d]\w*)\.(?:device\b|is_cuda\b|new_\w+\(|type_as\()")
_ABOUT = re.compile(r"cuda|gpu|device|cpu", re.IGNORECASE)
_TELLERS = frozenset({"self", "args", "cfg", "opt", "config", "hparams", "conf", "params", "opts"})
_DEFINES = re.compile(r"lambda\b")
_TRIES = re.compile(r"(?:\w+\.)*_?tests?_")
_SPEAKS = re.compile(rb"\.to\(|\.cuda\(|device")
_NETWORK = re.compile(r"(?:^|[._])(?:\w*model|\w*net|network|encoder|decoder|generator)$")


class Kind(StrEnum):
    """What happens at a meeting."""

    BATCH = "batch"  # a part of a batch meets what is on a device
    FRESH = "fresh"  # a tensor that was made without a device does
    READ = "read"  # what is on a device is read by numpy()


@dataclass(frozen=True, slots=True)
class Meeting:
    """An expression that wants two things in one place, or one in main memory."""

    path: str
    at: int  # byte offset of the statement
    cold: str
    hot: str
    kind: Kind = Kind.BATCH


@dataclass(slots=True)
class _State:
    hot: set[str] = field(default_factory=set)
    cold: set[str] = field(default_factory=set)
    fresh: set[str] = field(default_factory=set)  # made here, with no word about a device
    given: set[str] = field(default_factory=set)  # hot because the function says so, not by a move
    batches: set[str] = field(default_factory=set)

    def put(self, name: str, kind: str) -> None:
        self.hot.discard(name)
        self.cold.discard(name)
        self.fresh.discard(name)
        self.given.discard(name)
        if kind == "fresh":
            self.fresh.add(name)
        elif kind == "hot":
            self.hot.add(name)
        elif kind == "cold":
            self.cold.add(name)


def all_meetings(subject: Subject, kind: Kind) -> tuple[Meeting, ...]:
    """The first of a kind in each function of the program, by position."""
    found = subject.once("meetings", lambda: tuple(_everywhere(subject)))
    return tuple(one for one in found if one.kind is kind)


def _everywhere(subject: Subject) -> Iterator[Meeting]:
    for path in subject.about:
        for function in (None, *subject.program.module(path).facts.definitions):
            if function is not None and function.kind is not DefinitionKind.FUNCTION:
                continue
            said = {Kind.FRESH} if function is not None and _TRIES.match(function.name) else set()
            for met in meetings(subject, path, function):
                if met.kind not in said:
                    said.add(met.kind)
                    yield met


def meetings(subject: Subject, path: str, function: Definition | None) -> Iterator[Meeting]:
    """Where a part of a batch that is not moved meets what is, in one function or the module."""
    start, end = (function.start, function.end) if function is not None else (0, 1 << 60)
    speaks = _SPEAKS.search(subject.source(path), start, min(end, len(subject.source(path))))
    if not speaks and not _may_take_batches(subject, path, function):
        return
    state = _State()
    if function is not None:
        text = subject.source(path)[function.start : function.end].decode("utf-8", "replace")
        given = set(parameters_of(function)) - _TELLERS
        state.hot |= set(_ASKED.findall(text)) & given
        if handles(subject, path, function):
            state.hot |= {name for name in given if is_tensor(subject, path, function, name)}
        state.given |= state.hot
    for item in in_order(subject, path, function):
        if isinstance(item, Block):
            _enter(subject, path, item, state)
        elif isinstance(item, Assignment):
            yield from _assign(subject, path, item, state)
        else:
            for part in split_top_level(item[2]):
                yield from _meet(subject, path, (*item[:2], part.strip()), state)


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
    runs = scatters(subject) and outer_call(value) is not None and not _PART.match(value)
    if len(targets) == len(values) > 1:
        kinds = [_kind(part.strip(), state) for part in values]
    else:
        kinds = [_kind(value, state)] * len(targets)
    if runs and not _REARRANGED.search(value):
        kinds = ["" if kind == "cold" else kind for kind in kinds]
    yield from _meet(subject, path, (item.start, item.end, value), state)
    if kinds == ["hot"] and "[" in item.target and not MOVE.search(value):
        whole, _, index = item.target.partition("[")
        if whole in state.fresh and not state.hot.isdisjoint(names_in(index.strip("] "))):
            yield Meeting(path, item.start, whole, value[:40], Kind.FRESH)
    if "hot" in kinds and not MOVE.search(value) and brings_back(subject, path, item):
        kinds = [""] * len(targets)
    if kinds != ["hot"] and _makes_new(subject, path, item):
        kinds = ["fresh"] * len(targets)
    if calls_mover(subject, path, item.start, item.end):
        kinds = ["" if brings_back(subject, path, item) else "hot"] * len(targets)
    for target, kind in zip(targets, kinds, strict=True):
        plain = target.partition("[")[0].lstrip("*")
        if not plain.isidentifier():
            continue
        if item.operator != "=" or "[" in target:
            if kind == "hot" and plain not in state.fresh:
                state.put(plain, "hot")
            continue
        if kind == "cold" and plain in state.hot and _asks_for_device(subject, path, item.start):
            continue  # the arm for a machine without one
        state.put(plain, "" if kind == "cold" and NO_TENSOR.search(plain) else kind)


def _asks_for_device(subject: Subject, path: str, at: int) -> bool:
    """Whether a condition around ``at``, in any of its arms, asks for a device."""
    return any(_ABOUT.search(block.header) for block in subject.conditions(path, at))


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
    if not names.isdisjoint(state.cold):
        return "cold"
    return "fresh" if not names.isdisjoint(state.fresh) else ""


def _makes_new(subject: Subject, path: str, item: Assignment) -> bool:
    """Whether the value is a new tensor with axes, and nothing says a device."""
    value = item.value.strip()
    if "device" in value or MOVE.search(value) or _BACK.search(value) or item.operator != "=":
        return False
    if _asks_for_device(subject, path, item.start):
        return False
    return any(
        is_new(site) and value.startswith(f"{site.call.callee}(")
        for site in subject.calls(path, item.start, item.end)
    )


def _meet(subject: Subject, path: str, part: Piece, state: _State) -> Iterator[Meeting]:
    start, end, text = part
    yield from _reads(subject, path, (start, end), state)
    yield from _joins_new(subject, path, part, state)
    if _BACK.search(text) or MOVE.search(text) or _DEFINES.search(text) or not state.cold:
        return
    if _asks_for_device(subject, path, start):
        return  # one arm of two, and the other may do it
    names = set(names_in(_SIZES.sub("0", text)))
    cold = sorted(names & state.cold)
    hot = sorted(names & state.hot)
    if scatters(subject):
        called = {first_name(site.call.callee) for site in subject.calls(path, start, end)}
        hot = [name for name in hot if name not in called]
    if not cold or calls_mover(subject, path, start, end):
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
        if given and not scatters(subject):
            yield Meeting(path, start, min(given), site.call.callee)
            return


def _reads(subject: Subject, path: str, span: tuple[int, int], state: _State) -> Iterator[Meeting]:
    """``numpy()`` of what is on a device."""
    if _asks_for_device(subject, path, span[0]):
        return
    for site in subject.calls(path, *span):
        chain = site.call.callee
        if not chain.endswith(".numpy") or site.call.arguments or _BACK.search(chain):
            continue
        name = first_name(chain)
        if re.match(rf"{name}[.\[]", chain):
            hot = name in state.hot - state.given and "shape" not in chain
        else:
            hot = _gives_hot(subject, path, chain, site.call.start, state)
        if hot:
            yield Meeting(path, site.call.start, chain[:-6], name, Kind.READ)


def _gives_hot(subject: Subject, path: str, chain: str, at: int, state: _State) -> bool:
    """Whether a network of the program is run on what the function brought to a device."""
    inner = chain.removesuffix(".numpy")
    while (call := outer_call(inner)) is not None and call.receiver and "(" in call.receiver:
        inner = call.receiver
    call = outer_call(inner)
    group = kin(subject).group(path, call.callee, at) if call is not None else None
    if call is None or group is None or not (group.makers or _NETWORK.search(call.callee)):
        return False
    given = " ".join(item.text for item in call.arguments)
    return bool(MOVE.search(given)) or not names_of_text(given).isdisjoint(state.hot - state.given)


def _joins_new(subject: Subject, path: str, part: Piece, state: _State) -> Iterator[Meeting]:
    """A tensor made without a device in one expression with what is on one."""
    start, end, text = part
    if callee := _APPENDS.match(text):
        name = callee[1]
        inner = subject.calls(path, start + 1, end)
        if MOVE.search(text) or not names_of_text(text[callee.end() :]).isdisjoint(state.hot):
            state.put(name, "hot")
        elif name in state.hot and inner and is_new(inner[0]):
            yield Meeting(path, start, inner[0].call.callee, name, Kind.FRESH)
        return
    if _asks_for_device(subject, path, start):
        return
    shown = _without_indices(text)
    inline = [
        site
        for site in subject.calls(path, start, end)
        if is_new(site)
        and f"{site.call.callee}(" in shown
        and site.qualified not in {"torch.tensor", "torch.arange"}
    ]
    if "type_as(" in text or "new_" in text:
        return
    if (
        not (state.fresh or inline)
        or _BACK.search(text)
        or MOVE.search(text)
        or _DEFINES.search(text)
    ):
        return
    names = names_of_text(text)
    for site in inline:
        names -= names_of_text(site.call.arguments)
    fresh = sorted(names & state.fresh) or [site.call.callee for site in inline]
    hot = sorted(names & state.hot)
    if (
        fresh
        and hot
        and re.search(r"[-+*/=<>(]", text)
        and not calls_mover(subject, path, start, end)
    ):
        yield Meeting(path, start, fresh[0], hot[0], Kind.FRESH)


def names_of_text(text: str) -> set[str]:
    """The names of an expression whose values count: no sizes, no indices."""
    return set(names_in(_without_indices(_SIZES.sub("0", text))))


def _without_indices(text: str) -> str:
    while (shorter := _INDEXED.sub("", text)) != text:
        text = shorter
    return text
