"""What is read from one module for every program that it stands in, computed once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeVar, cast

from acumen.attributes.matching import TermMatcher
from acumen.attributes.units import ModuleUnits, read_units
from acumen.domain.attribute import Facet
from acumen.domain.facts import Call, Definition, DefinitionKind, ModuleFacts
from acumen.syntax.modules import Module
from acumen.syntax.names import ModuleNames

T = TypeVar("T")

_HANDED_ON: Final = frozenset(
    {Facet.OPTIMIZER, Facet.LOSS, Facet.TRAINING_STYLE, Facet.ARCHITECTURE}
)
_ASKING: Final = frozenset({"isinstance", "issubclass", "super", "hasattr"})
_ON_THE_CLASS: Final = frozenset({"classmethod", "staticmethod"})
_LIKELY: Final = re.compile(
    r"optim|optax|[Ll]oss|jit|pmap|[Ee]ntropy|[Ee]rror|autocast|LSTM|GRU|RNN|models\.|[Tt]ransformer"
)  # spares most calls
_USUAL: Final = {  # what frameworks are imported as
    "torch": "torch", "nn": "torch.nn", "F": "torch.nn.functional", "optim": "torch.optim",
    "tf": "tensorflow", "keras": "keras", "jax": "jax", "optax": "optax",
}  # fmt: skip
_ATTRIBUTE: Final = re.compile(r"\.([A-Za-z_]\w*)")
_KEY: Final = re.compile(r"(?:\[\s*|,\s*|\.(?:get|pop)\(\s*)['\"](\w+)['\"]")
_COMPUTED: Final = re.compile(r",\s*[^'\",\s]")  # what is asked for is no literal
_PLAIN_BASES: Final = frozenset({"object", "torch.nn.Module", "abc.ABC"})
_CALLED_BACK: Final = frozenset({"forward", "extra_repr", "reset_parameters"})
_BACKENDS: Final = frozenset({"torch", "tensorflow", "jax"})
_DOTTED: Final = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?:\.\w+)*")
_DEFAULT: Final = re.compile(r"=\s*((?:[A-Za-z_]\w*\.)+\w+)\s*(?=[,)]|\Z)")  # of a parameter
_HANDED: Final = re.compile(
    r"(?<![\w.'\"])(?:[A-Za-z_]\w*(?:\.\w+)+|[A-Z]\w*)(?!\s*(?!(?:if|else|or)\b)[\w.(=\[])"
)


@dataclass(frozen=True, slots=True)
class TermCall:
    """The first place in a unit where a term's symbol is called, decorates, or is handed on."""

    unit: int  # index of the unit, LOOSE or GUARDED
    term: str
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A name that is known, where it stands without being called."""

    unit: int
    qualified: str
    line: int


@dataclass(frozen=True, slots=True)
class TermBase:
    """A class whose base means a term."""

    unit: int
    term: str
    definition: Definition


@dataclass(frozen=True, slots=True)
class ClassBases:
    definition: Definition
    bases: tuple[str, ...]  # qualified


class ModuleReading:
    """Everything below depends on the module's facts alone, so programs share it."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.facts = module.facts
        self._term_calls: dict[TermMatcher, tuple[TermCall, ...]] = {}
        self._term_bases: dict[TermMatcher, tuple[TermBase, ...]] = {}
        self._read_facts: dict[Callable[[ModuleFacts], object], object] = {}
        self._read_calls: dict[Callable[[str, Call], object], tuple[tuple[int, object], ...]] = {}

    @cached_property
    def units(self) -> ModuleUnits:
        return read_units(self.facts)

    @property
    def names(self) -> ModuleNames:
        return self.module.names

    @cached_property
    def called(self) -> tuple[str, ...]:
        """The qualified name of each call, in order; "" where it is not known."""
        return tuple(site.qualified for site in self.module.calls)

    @cached_property
    def call_units(self) -> tuple[int, ...]:
        """The unit of each call, in order."""
        return tuple(self.units.unit_at(call.start) for call in self.facts.calls)

    def read_facts(self, read: Callable[[ModuleFacts], T]) -> T:
        """What ``read``, a function of a module, makes of the facts; it is asked once."""
        if read not in self._read_facts:
            self._read_facts[read] = read(self.facts)
        return cast("T", self._read_facts[read])

    def read_calls(self, read: Callable[[str, Call], T]) -> tuple[tuple[int, T], ...]:
        """(index, answer) of the calls to which ``read(qualified name, call)`` answers anything.

        ``read`` must be a function of a module, and depend on nothing else: it is asked once.
        """
        known = self._read_calls.get(read)
        if known is None:
            known = self._read_calls[read] = tuple(
                [
                    (index, answer)
                    for index, name, call in self._asked
                    if (answer := read(name, call))
                ]
            )
        return cast("tuple[tuple[int, T], ...]", known)

    @cached_property
    def renamed(self) -> tuple[tuple[str, str], ...]:
        """(new name, own name) of what is imported from the repository under another name."""
        found = []
        for bound in self.facts.imports:
            last = bound.qualified.rpartition(".")[2]
            if bound.level and bound.bound not in {last, "*"}:
                found.append((bound.bound, last))
        return tuple(found)

    @cached_property
    def _asked(self) -> tuple[tuple[int, str, Call], ...]:
        """(index, qualified name, call) of every call."""
        return tuple(
            (index, site.qualified, site.call) for index, site in enumerate(self.module.calls)
        )

    @cached_property
    def method_names(self) -> frozenset[str]:
        """Last names of everything that is called, calls of a class method inside of it left out:
        a ``from_pretrained`` mostly calls another library's.
        """
        inside = {d.name.rpartition(".")[2]: (d.start, d.end) for d in self.class_methods}
        found = set()
        for call in self.facts.calls:
            name = call.callee.rpartition(".")[2]
            start, end = inside.get(name, (0, 0))
            if not start <= call.start < end:
                found.add(name)
        return frozenset(found)

    @cached_property
    def methods(self) -> tuple[Definition, ...]:
        """Functions inside of classes and of other functions."""
        return tuple(
            d for d in self.facts.definitions if "." in d.name and d.kind is DefinitionKind.FUNCTION
        )

    @cached_property
    def class_methods(self) -> tuple[Definition, ...]:
        """Methods that run only where somebody calls them by name on the class."""
        return tuple(
            definition
            for definition in self.facts.definitions
            if "." in definition.name and not _ON_THE_CLASS.isdisjoint(definition.decorators)
        )

    @cached_property
    def plain_methods(self) -> tuple[Definition, ...]:
        """Methods of classes that only the program itself calls; none where attributes are asked
        for by computed names.
        """
        if any(call.callee == "getattr" and _COMPUTED.search(call.arguments)
               for call in self.facts.calls):  # fmt: skip
            return ()
        plain = {
            one.definition.name
            for one in self.classes
            if all(base in _PLAIN_BASES for base in one.bases)
        }
        return tuple(
            d
            for d in self.facts.definitions
            if d.name.rpartition(".")[0] in plain
            and not d.decorators
            and not (name := d.name.rpartition(".")[2]).startswith("__")
            and name not in _CALLED_BACK
        )

    @cached_property
    def attributes(self) -> frozenset[str]:
        """Every attribute that code asks for; one that is only assigned to is not."""
        facts = self.facts
        texts: list[str] = [text for call in facts.calls for text in (call.callee, call.arguments)]
        texts += [found.value for found in facts.assignments]
        texts += [given.value for given in facts.returns]
        texts += [block.header for block in facts.blocks]
        texts += [clause.header for clause in facts.clauses]
        return frozenset(name for text in texts for name in _ATTRIBUTE.findall(text))

    @cached_property
    def literal_keys(self) -> frozenset[str]:
        """Texts that something is asked for by: ``args["optimizer"]``, ``getattr(args, "lr")``."""
        facts = self.facts
        texts: list[str] = [text for call in facts.calls for text in (call.callee, call.arguments)]
        texts += [found.value for found in facts.assignments]
        texts += [block.header for block in facts.blocks]
        return frozenset(name for text in texts for name in _KEY.findall(text))

    @cached_property
    def kept_attributes(self) -> dict[int, str]:
        """By line, the name of the attribute of itself that an object assigns to there."""
        return {
            found.line: found.target.removeprefix("self.")
            for found in self.facts.assignments
            if found.target.startswith("self.") and found.target.count(".") == 1
        }

    @cached_property
    def serves_any_backend(self) -> bool:
        """Whether the module is written for whichever library is there."""
        roots = {
            (bound.module or bound.qualified).partition(".")[0] for bound in self.facts.imports
        }
        return len(roots & _BACKENDS) >= len(_BACKENDS)

    @cached_property
    def classes(self) -> tuple[ClassBases, ...]:
        return tuple(ClassBases(one.definition, one.bases) for one in self.module.classes)

    @cached_property
    def decorating(self) -> tuple[Mention, ...]:
        """Known names in decorators: ``@jax.jit``, ``@partial(jax.jit, static_argnums=0)``."""
        found = []
        for definition in self.facts.definitions:
            for text in definition.decorators:
                for name in _DOTTED.findall(text):
                    if qualified := self.names.resolve(name, at=definition.start):
                        unit = self.units.unit_at(definition.start)
                        found.append(Mention(unit, qualified, definition.first_line))
        return tuple(found)

    @cached_property
    def handed_on(self) -> tuple[Mention, ...]:
        """Known names that stand somewhere without being called: ``f(torch.optim.SGD, lr)``,
        ``{"optimizer": torch.optim.SGD}``, ``def __init__(self, optimizer=torch.optim.SGD)``.
        """
        found = [
            Mention(self.units.unit_at(defined.start), qualified, defined.first_line)
            for defined in self.facts.definitions
            if "=" in defined.header and _LIKELY.search(defined.header)
            for name in _DEFAULT.findall(defined.header)
            if (qualified := self.names.resolve(name, at=defined.start))
        ]
        for assigned in self.facts.assignments:
            if _LIKELY.search(assigned.value):
                unit = self.units.unit_at(assigned.start)
                found += [
                    Mention(unit, qualified, assigned.line)
                    for name in _HANDED.findall(assigned.value)
                    if (qualified := self._known(name, at=assigned.start))
                ]
        for call, unit in zip(self.facts.calls, self.call_units, strict=True):
            if call.callee in _ASKING or not _LIKELY.search(call.arguments):
                continue
            found += [
                Mention(unit, qualified, call.first_line)
                for name in _HANDED.findall(call.arguments)
                if (qualified := self.names.resolve(name, at=call.start))
            ]
        return tuple(found)

    def _known(self, name: str, *, at: int) -> str:
        """The qualified name, also of ``torch.nn.L1Loss`` where a star import brought ``torch``."""
        resolved = self.names.resolve(name, at=at)
        head, _, rest = name.partition(".")
        if resolved or not rest or not self._starred or head not in _USUAL:
            return resolved
        return f"{_USUAL[head]}.{rest}"

    def _by_star(self, matcher: TermMatcher, callee: str) -> tuple[str, ...]:
        """Terms of a name that only a star import can have brought: a symbol of one of the modules,
        or of a framework under the name that everybody gives it.
        """
        head, _, rest = callee.partition(".")
        usual = _USUAL.get(head)
        if usual is None and rest.startswith(("optim.", "nn.")):
            usual = "torch"  # under a name of the program's own: ``t.optim.Adam``
        if usual is not None and rest:
            return matcher.by_symbol(f"{usual}.{rest}")
        if not callee[:1].isupper():
            return ()
        found: dict[str, None] = {}
        for module in self._starred:
            found |= dict.fromkeys(matcher.by_symbol(f"{module}.{callee}"))
        return tuple(found)

    @cached_property
    def _starred(self) -> tuple[str, ...]:
        """Modules of which everything is imported, "" for those of the repository's own."""
        stars = (item for item in self.facts.imports if item.bound == "*")
        return tuple("" if item.level else item.module for item in stars)

    def term_calls(self, matcher: TermMatcher) -> tuple[TermCall, ...]:
        """For each unit the first call that means each term."""
        known = self._term_calls.get(matcher)
        if known is None:
            first: dict[tuple[int, str], TermCall] = {}
            for call, name, unit in zip(
                self.facts.calls, self.called, self.call_units, strict=True
            ):
                terms = matcher.by_symbol(name) if name else ()
                if not name and self._starred:
                    terms = self._by_star(matcher, call.callee)
                for term in terms:
                    last_line = max(call.first_line, call.last_line)
                    found = TermCall(unit, term, call.first_line, last_line)
                    first.setdefault((unit, term), found)
            handed_on = self.handed_on if matcher.vocabulary.facet in _HANDED_ON else ()
            for mention in (*self.decorating, *handed_on):
                for term in matcher.by_symbol(mention.qualified):
                    found = TermCall(mention.unit, term, mention.line, mention.line)
                    first.setdefault((mention.unit, term), found)
            known = self._term_calls[matcher] = tuple(first.values())
        return known

    def term_bases(self, matcher: TermMatcher) -> tuple[TermBase, ...]:
        known = self._term_bases.get(matcher)
        if known is None:
            known = self._term_bases[matcher] = tuple(
                TermBase(self.units.unit_at(found.definition.start), term, found.definition)
                for found in self.classes
                for base in found.bases
                for term in matcher.by_symbol(base)
            )
        return known


def module_reading(module: Module) -> ModuleReading:
    """The one reading of a module; programs that share the module share it."""
    return module.once(ModuleReading)
