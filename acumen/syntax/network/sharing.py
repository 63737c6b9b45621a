"""What programs that hold the same modules need to read but once of their networks.

A module whose top level only defines (functions, classes, constants) binds the same in every
program in which its imports mean the same: it is *steady*. Reading one of its functions or classes
as the root of a network then gives the same too. Both are read once, apart from any program, and
laid in where a program comes to them. Whatever could tell one program's reading from another's ends
the sharing: a module that makes a network while it is read, a shared value that is about to change,
a budget that runs out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from acumen.domain.facts import Block, BlockKind
from acumen.domain.network import Missing
from acumen.syntax.network.drafts import Draft, draft_of_graph, draft_of_run
from acumen.syntax.network.machine import ExhaustedError, Machine, UnsharedError
from acumen.syntax.network.runs import Run
from acumen.syntax.network.statements import Statement
from acumen.syntax.network.values import (
    Bound,
    ClassRef,
    Container,
    FunctionRef,
    Graph,
    Instance,
    ModuleRef,
    Node,
    Partial,
    Scope,
    Symbol,
    Tensor,
    Thing,
    Unknown,
)
from acumen.syntax.places import Answer, Places, Question

if TYPE_CHECKING:
    from acumen.domain.facts import ModuleFacts
    from acumen.syntax.program import Program

_STEPS = 10_000  # of a top level that only defines; more are seldom worth a second reading
_MOST_VALUES = 20_000  # that a module binds, for it to be looked through
_MOST_READINGS = 6  # of one module, in programs in which its imports mean different files
_NAME = "__name__"  # the only thing that tells a module whether it is the entry
_PLAIN = (bool, int, float, str, type(None), Unknown, Symbol, ModuleRef)

Asked = dict[Question, Answer]
"""What imports were found to mean."""


@dataclass(slots=True, eq=False)
class Steady:
    """What the top level of one module binds, and what that rests on."""

    path: str
    scope: Scope
    needs: tuple[Steady, ...]  # the other modules that were asked
    asked: Asked
    steps: int
    ran: frozenset[tuple[str, int]]
    guarded: frozenset[int]  # ids of the values that nothing may change
    names_itself: bool  # whether it could tell that it is the entry
    roots: dict[int, Root | None] = field(default_factory=dict)  # by start; None: not to be shared


@dataclass(slots=True, eq=False)
class Part:
    """What one attempt at a root did to the machine."""

    steps: int
    orders: int  # at least as many as nodes were made on the way
    layers: int
    nodes: tuple[Node, ...]
    runs: tuple[Run, ...]
    made: tuple[Container | Graph | Instance, ...]
    used: dict[int, Thing]
    ran: frozenset[tuple[str, int]]
    cut: bool = False  # it took all that one root may take, and came to nothing

    @property
    def is_empty(self) -> bool:
        """Whether no layer was made and no network used."""
        return not (self.layers or self.nodes or self.runs or self.made or self.used)


@dataclass(slots=True, eq=False)
class Root:
    """A function or class that was read as a root, and then the idle models it left, by id."""

    whole: Part
    idle: dict[int, Part]
    gaps: list[tuple[int, Missing]]
    needs: tuple[Steady, ...]  # beside its own module and what that needs
    asked: Asked
    _drafts: dict[int, Draft] = field(default_factory=dict)

    def draft(self, made: Run | Graph) -> Draft:
        """The draft of one of its runs or graphs."""
        if id(made) not in self._drafts:
            self._drafts[id(made)] = (
                draft_of_run(made, self.gaps, short=False)
                if isinstance(made, Run)
                else draft_of_graph(made, self.gaps)
            )
        return self._drafts[id(made)]


class Sharing:
    """The shared modules as one program sees them."""

    def __init__(self, program: Program, *, without: frozenset[str] = frozenset()) -> None:
        """``without`` are modules that the program changes."""
        self.program = program
        self._without = without
        self._places = Places(program.paths, program.entry)
        self._modules: dict[str, Steady | None] = {}

    def places(self) -> Places:
        """The program's places, with nothing asked of them yet."""
        return self._places.anew()

    def module(self, path: str) -> Steady | None:
        """The shared reading of a module; None if this program has to read it for itself."""
        if path not in self._modules:
            self._modules[path] = None  # as long as it is being read: circles are not shared
            self._modules[path] = self._module(path)
        return self._modules[path]

    def _module(self, path: str) -> Steady | None:
        if path in self._without:
            return None
        module = self.program.module(path)
        found = next((one for one in module.steady if self.holds(one.needs, one.asked)), None)
        if found is None and module.steady_tries < _MOST_READINGS:
            module.steady_tries += 1
            found = self._read(path)
            if found is not None:
                module.steady.append(found)
        if found is not None and path == self.program.entry and found.names_itself:
            return None
        return found

    def holds(self, needs: tuple[Steady, ...], asked: Asked) -> bool:
        """Whether all that a reading rests on is so in this program too."""
        return all(
            self._places.locate(*question) == answer for question, answer in asked.items()
        ) and all(
            need.path in self.program.modules and self.module(need.path) is need for need in needs
        )

    def _read(self, path: str) -> Steady | None:
        module = self.program.module(path)
        if not _only_defines(module.statements.top):
            module.steady_tries = _MOST_READINGS
            return None
        machine = Machine(self.program, sharing=self, defining=path)
        machine.begin(_STEPS)
        try:
            scope = machine.module(path)
            guarded = _Guarded(machine, scope).found()
        except UnsharedError:  # it may be for what this program's imports mean
            return None
        except (ExhaustedError, RecursionError):
            module.steady_tries = _MOST_READINGS
            return None
        if guarded is None or machine.used:
            module.steady_tries = _MOST_READINGS
            return None
        return Steady(
            path, scope, tuple(machine.adopted), machine.places.asked, machine.spent,
            frozenset(machine.ran), frozenset(guarded), _names_itself(module.facts),
        )  # fmt: skip


class _Guarded:
    """Everything that a module holds and that could be changed."""

    def __init__(self, machine: Machine, scope: Scope) -> None:
        self._machine = machine
        self._scope = scope

    def found(self) -> set[int] | None:
        """The ids of lists, dictionaries and classes; None if there is anything else."""
        guarded: set[int] = set()
        waiting: list[Thing] = list(self._scope.names.values())
        looked = 0
        while waiting:
            value = waiting.pop()
            looked += 1
            if looked > _MOST_VALUES:
                return None
            if isinstance(value, _PLAIN) or id(value) in guarded | self._machine.guarded:
                continue
            if isinstance(value, FunctionRef):
                if not _is_lasting(value.scope):
                    return None
            elif isinstance(value, ClassRef):
                if not _is_lasting(value.scope):
                    return None
                guarded.add(id(value))
                waiting += (*self._machine.members(value).values(), *value.bases)
            elif isinstance(value, (list, set, frozenset, tuple)):
                if not isinstance(value, tuple):
                    guarded.add(id(value))
                waiting += value
            elif isinstance(value, dict):
                guarded.add(id(value))
                waiting += (*value.keys(), *value.values())
            elif isinstance(value, Partial):
                waiting += (value.function, value.arguments, value.keywords)
            elif isinstance(value, Bound):
                waiting.append(value.owner)
            elif not (isinstance(value, Tensor) and value.node is None):
                return None
        return guarded


def _is_lasting(scope: Scope) -> bool:
    """Whether a scope is that of a module or of a class in one, not of a call."""
    at: Scope | None = scope
    while at is not None and at.outer is not None:
        if at.home is None or at.names is not at.home.members:
            return False
        at = at.outer
    return True


def _only_defines(statements: list[Statement]) -> bool:
    """Whether a module's top level does not look as if it did anything."""
    return all(
        not isinstance(statement.item, Block) or statement.item.kind is BlockKind.IF
        for statement in statements
    )


def _names_itself(facts: ModuleFacts) -> bool:
    """Whether ``__name__`` is used for anything but to name a logger."""
    texts = (
        *(item.value for item in facts.assignments),
        *(item.value for item in facts.returns),
        *(item.header for item in facts.blocks),
        *(item.header for item in facts.clauses),
        *(item.header for item in facts.definitions),
        *(item.arguments for item in facts.calls if not item.callee.endswith("getLogger")),
    )
    return any(_NAME in text.replace(f"getLogger({_NAME})", "") for text in texts if _NAME in text)


class Recorder:
    """What one attempt after the other does to a machine."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._begin()

    def _begin(self) -> None:
        machine = self._machine
        self._order, self._layers = machine.order, machine.layers_made
        self._spent = machine.spent
        self._lengths = (len(machine.nodes), len(machine.runs), len(machine.made_models))
        self._used, self._ran = set(machine.used), set(machine.ran)

    def part(self) -> Part:
        """What was done since the last part."""
        machine = self._machine
        nodes, runs, made = self._lengths
        part = Part(
            machine.spent - self._spent,
            machine.order - self._order,
            machine.layers_made - self._layers,
            tuple(machine.nodes[nodes:]),
            tuple(machine.runs[runs:]),
            tuple(machine.made_models[made:]),
            {key: value for key, value in machine.used.items() if key not in self._used},
            frozenset(machine.ran - self._ran),
        )
        self._begin()
        return part


def shared_root(
    sharing: Sharing, home: Steady, start: int, read: Callable[[], Root | None]
) -> Root | None:
    """A root of a steady module, read when first asked for; None where it must be read anew."""
    if start not in home.roots:
        home.roots[start] = None
        home.roots[start] = read()
    root = home.roots[start]
    return root if root is not None and sharing.holds(root.needs, root.asked) else None
