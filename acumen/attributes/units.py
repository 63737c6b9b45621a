"""The top-level pieces of a module, with the names that each mentions."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from acumen.domain.facts import BlockKind, Call, ModuleFacts

LOOSE: Final = -1  # module-level code that belongs to no unit
GUARDED: Final = -2  # code that runs only where the module itself is started
OWN: Final = "."  # before a name that its own module defines
WHOLE: Final = "@"  # before a name that is handed on by itself: ``getattr(losses, name)``
_NAMES: Final = re.compile(
    r"(?P<quote>['\"])(?P<literal>[A-Za-z_]\w{0,80})(?P=quote)"  # a name as a literal
    r"|\"[^\"\n]*\"|'[^'\n]*'"  # any other literal is prose or data
    r"|#[^\n]*"  # and a remark uses nothing
    r"|(?P<dotted>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)"
)
_ASKING: Final = frozenset({"isinstance", "issubclass"})
_ASKS: Final = re.compile(  # builds nothing; the brackets inside are three deep at most
    r"\bis(?:instance|subclass)"
    r"\((?:[^()]++|\((?:[^()]++|\((?:[^()]++|\([^()]*+\))*+\))*+\))*+\)"
)
_BY_NAME: Final = re.compile(  # the names of the module itself, one of which is asked for
    r"(globals|locals|vars)(\(\)\s*[\[.].*)?", re.DOTALL
)
_ITSELF: Final = re.compile(r"\s*sys\.modules\[__name__\]\s*,\s*[^'\",\s]")
_FEW_OWN: Final = 8  # classes and functions of a module, all of which can be asked for
_BRINGS: Final = re.compile(r"(?:importlib\.)?import_module\(|__import__\(")
_ENLISTS: Final = re.compile(r"(?:\w+\.)*_?register\w*")  # so that it can be chosen


@dataclass(frozen=True, slots=True)
class Unit:
    """A top-level definition or assignment of a module, with the names that its code uses."""

    name: str
    start: int
    end: int
    mentions: frozenset[str]


@dataclass(frozen=True, slots=True)
class ModuleUnits:
    """``loose`` holds the mentions of module-level code that belongs to no unit.

    ``guarded`` holds those below ``if __name__ == "__main__"``, which an import does not run.
    """

    facts: ModuleFacts
    units: tuple[Unit, ...]  # ascending by start
    loose: frozenset[str]
    guarded: frozenset[str] = frozenset()
    guards: tuple[tuple[int, int], ...] = ()

    def unit_at(self, offset: int) -> int:
        """Index of the unit around ``offset``, LOOSE or GUARDED."""
        index = bisect_right(self.units, offset, key=lambda unit: unit.start) - 1
        if index >= 0 and offset < self.units[index].end:
            return index
        return GUARDED if _inside(self.guards, offset) else LOOSE


def read_units(facts: ModuleFacts) -> ModuleUnits:
    """Cut a module into its top-level definitions and assignments."""
    guards = tuple((b.start, b.end) for b in facts.blocks if b.kind is BlockKind.MAIN_GUARD)
    spans = [(d.start, d.end, d.name) for d in facts.definitions if "." not in d.name]
    inside = sorted(spans)
    for assignment in facts.assignments:
        covered = bisect_right(inside, assignment.start, key=lambda span: span[0]) - 1
        target = assignment.target
        free = covered < 0 or assignment.start >= inside[covered][1]
        if free and target.isidentifier() and not _inside(guards, assignment.start):
            spans.append((assignment.start, assignment.end, target))
    spans.sort()
    starts = [start for start, _, _ in spans]
    mentions: list[set[str]] = [set() for _ in spans]
    loose: set[str] = set()
    guarded: set[str] = set()

    def at(offset: int) -> set[str]:
        index = bisect_right(starts, offset) - 1
        if index >= 0 and offset < spans[index][1]:
            return mentions[index]
        return guarded if _inside(guards, offset) else loose

    seen = _Visible(facts, frozenset(name for _, _, name in spans))
    for definition in facts.definitions:
        names = at(definition.start)
        for text in (definition.header, *definition.decorators):
            names.update(seen.names_in(text))
    for call in facts.calls:
        names = at(call.start)
        if call.callee in _ASKING or (names is loose and _ENLISTS.fullmatch(call.callee)):
            continue
        names.update(seen.names_in(call.callee))
        names.update(seen.names_in(call.arguments))
        names.update(seen.handed_on(call.arguments))
    for call in facts.calls:
        if asks_by_name(call):
            at(call.start).update(seen.that_can_be_asked_for())
    for assignment in facts.assignments:
        at(assignment.start).update(seen.names_in(assignment.value))
    for given in facts.returns:
        if given.value[:1].isupper():  # a class that is handed back
            at(given.start).update(seen.names_in(given.value))
    units = tuple(
        Unit(name, start, end, frozenset(names))
        for (start, end, name), names in zip(spans, mentions, strict=True)
    )
    return ModuleUnits(facts, units, frozenset(loose), frozenset(guarded), guards)


def asks_by_name(call: Call) -> bool:
    """Whether a call asks for something of its own module by a name that is made while it runs:
    ``globals()[name]``, ``getattr(sys.modules[__name__], name)``.
    """
    if call.callee == "getattr":
        return _ITSELF.match(call.arguments) is not None
    return _BY_NAME.fullmatch(call.callee) is not None


def _inside(spans: tuple[tuple[int, int], ...], offset: int) -> bool:
    return any(start <= offset < end for start, end in spans)


class _Visible:
    """The names of a module that can mean something defined elsewhere, or at its own top level.

    A parameter or a variable called ``dataset`` is not the function ``dataset`` of another module.
    """

    def __init__(self, facts: ModuleFacts, own: frozenset[str]) -> None:
        self._own = own
        self._imported = {i.bound: i.qualified.rpartition(".")[2] for i in facts.imports}
        self._star = "*" in self._imported
        self._brought = {  # modules that are imported by a name that is made while it runs
            a.target
            for a in facts.assignments
            if _BRINGS.match(a.value) and a.target.isidentifier()
        }
        self._modules = {i.bound: i.qualified for i in facts.imports if i.bound.islower()}

    def that_can_be_asked_for(self) -> Iterator[str]:
        """The classes that the module imports, and its own definitions if they are few."""
        for bound, last in self._imported.items():
            if bound[:1].isupper():
                yield last
        if len(self._own) <= _FEW_OWN:
            for name in sorted(self._own):
                yield f"{OWN}{name}"

    def handed_on(self, text: str) -> Iterator[str]:
        """Imported modules among plain arguments, of which anything may be taken then."""
        for argument in text.split(","):
            name = argument.strip()
            if name in self._modules:
                yield f"{WHOLE}{self._modules[name]}"

    def names_in(self, text: str) -> Iterator[str]:
        if "isinstance(" in text or "issubclass(" in text:
            text = _ASKS.sub("", text)
        for found in _NAMES.finditer(text):
            literal, dotted = found["literal"], found["dotted"]
            if literal:
                yield literal
            elif dotted:
                head, *rest = dotted.split(".")
                if head in self._brought:
                    yield from rest
                elif head in self._imported:
                    yield self._imported[head]
                    yield from rest
                elif head in self._own:
                    yield f"{OWN}{head}"
                elif self._star:
                    yield head
