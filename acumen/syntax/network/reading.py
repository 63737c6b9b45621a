"""Find the networks of a program and put each together from what was read of it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator

from acumen.domain.facts import Definition, DefinitionKind
from acumen.domain.network import Network
from acumen.syntax.network import members
from acumen.syntax.network.drafts import (
    Draft,
    draft_of_graph,
    draft_of_run,
    gaps_between,
    network_of,
)
from acumen.syntax.network.expressions import parameters
from acumen.syntax.network.functions import run_function
from acumen.syntax.network.instances import FORWARD, framework_of, instantiate
from acumen.syntax.network.layers import Site
from acumen.syntax.network.machine import (
    MAX_NODES,
    STEPS_OF_ROOT,
    ExhaustedError,
    Machine,
    UnsharedError,
)
from acumen.syntax.network.runs import run_network
from acumen.syntax.network.sharing import Part, Recorder, Root, Sharing, shared_root
from acumen.syntax.network.values import (
    UNKNOWN,
    ClassRef,
    Container,
    FunctionRef,
    Graph,
    Instance,
    Node,
    Partial,
    Scope,
    Tensor,
    Thing,
)
from acumen.syntax.program import Program

_MAX_NETWORKS = 400
_MOST_ATTEMPTS = 4  # at sharing, each without another module that the program changes
_DEEPEST_PARTS = 2  # parts of parts that annotations name
_FRAMEWORKS = frozenset(
    {"torch", "keras", "tensorflow", "flax", "haiku", "equinox", "tf_keras", "keras_core",
     "pytorch_lightning", "lightning"}
)  # fmt: skip


def read_networks(program: Program) -> tuple[Network, ...]:
    """The networks that a program defines, by path and line; () where it defines none.

    Modules that only stand inside other networks of the program are not listed again. Takes time
    in proportion to the program up to a fixed limit, and never raises, whatever the facts say.
    """
    if not _FRAMEWORKS.intersection(program.frameworks()):
        return ()
    changed: frozenset[str] = frozenset()
    for _ in range(_MOST_ATTEMPTS):
        reader = _Reader(program, Sharing(program, without=changed))
        try:
            reader.read()
        except UnsharedError as error:
            if not error.path:
                break
            changed |= {error.path}
        else:
            return reader.networks()
    reader = _Reader(program, None)
    reader.read()
    return reader.networks()


class _Reader:
    """One program's roots, in the order in which they are tried."""

    def __init__(self, program: Program, sharing: Sharing | None, *, alone: bool = False) -> None:
        self.program = program
        self.machine = Machine(program, sharing, alone=alone)
        self.cut = False  # whether anything was not read to its end
        self.broken = False  # whether that was for another reason than the budget
        self.roots: dict[int, Root] = {}  # that were read before, by what they made
        self.idle: dict[int, Part] = {}  # what idle models did there, by model
        self.short: set[int] = set()  # models whose reading was cut by the budget
        self.functions: list[tuple[str, Definition, tuple[Node, ...], int, int]] = []

    def read(self) -> None:
        for path in self.program.paths:
            self._attempt(lambda path=path: self.machine.module(path))  # type: ignore[misc]
        for path, definition in self._definitions(DefinitionKind.FUNCTION):
            self._function(path, definition)
        self._idle_models()
        for path, definition in self._definitions(DefinitionKind.CLASS):
            self._class(path, definition)
        self._idle_models()

    def _attempt(self, action: Callable[[], object]) -> bool:
        """Do something within a new budget; False if it was cut."""
        machine = self.machine
        if not machine.begin():
            self._short_of_steps()
            return False
        given = machine.left
        depth, rooted = machine.depth, machine.rooted
        try:
            action()
        except (ExhaustedError, RecursionError) as error:
            self.broken = self.broken or isinstance(error, RecursionError)
            if given < STEPS_OF_ROOT:
                self._short_of_steps()
            self.cut = True
            machine.depth, machine.rooted = depth, rooted
            machine.open.clear()
            return False
        return True

    def _short_of_steps(self) -> None:
        """What shared readings take is not counted to the step: near the end each must be."""
        if self.machine.sharing is not None:
            raise UnsharedError

    def _definitions(self, kind: DefinitionKind) -> list[tuple[str, Definition]]:
        """Definitions that stand in no other one."""
        return [
            (path, definition)
            for path in self.program.paths
            for definition in self.program.modules[path].definitions
            if definition.kind is kind and "." not in definition.name
        ]

    def _bound(self, path: str, definition: Definition) -> Thing:
        if not self.machine.knows(path):
            return UNKNOWN  # the budget of the program did not reach it
        return self.machine.module(path).names.get(definition.name, UNKNOWN)

    def _function(self, path: str, definition: Definition) -> None:
        """A function that nothing has called yet, with unknown arguments."""
        if (path, definition.start) in self.machine.ran:
            return
        found = self._bound(path, definition)
        if not isinstance(found, FunctionRef):
            return
        machine = self.machine
        if self._laid_in(path, definition):
            return
        start, first = len(machine.nodes), machine.next_order()
        haiku = "haiku" in {
            item.module.partition(".")[0] for item in self.program.modules[path].imports
        }
        given: list[Thing] = []
        if haiku and (declared := parameters(definition.header)) is not None:
            given = [Tensor(None) for _ in declared.args[: len(declared.args)
                                                         - len(declared.defaults)]]  # fmt: skip
        self._attempt(lambda: run_function(machine, found, given, {}, None))
        nodes = tuple(machine.nodes[start:])
        if any(node.made.framework == "haiku" for node in nodes):
            self.functions.append((path, definition, nodes, first, machine.order))

    def _idle_models(self) -> None:
        """Models that were made but that nothing calls."""
        for model in self._idle({id(run.model) for run in self.machine.runs}):
            if id(model) in self.idle:
                self._lay_in(self.idle[id(model)])
            else:
                self._run(model)

    def _idle(self, called: set[int]) -> Iterator[Instance | Container]:
        """Models that stand alone and are not among those called, as far as they are made now."""
        for model in list(self.machine.made_models):
            if isinstance(model, Graph) or id(model) in called or model.owner is not None:
                continue
            if isinstance(model, Instance) and model.made_in is not None:
                continue
            if id(model) not in self.machine.used:
                yield model

    def _class(self, path: str, definition: Definition) -> None:
        """A class of which no object was used yet."""
        machine = self.machine
        found = self._bound(path, definition)
        if not isinstance(found, ClassRef):
            return
        made = [m for m in machine.made_models if isinstance(m, Instance) and m.cls is found]
        if made and (any(m.made_in is not None for m in made) or self._was_run(found)):
            return
        if self._laid_in(path, definition):
            return
        site = _site(path, definition)

        def make() -> None:
            if framework_of(machine, found):
                given, named = self._preset(path, found)
                if not given:
                    named = {**self._annotated(found, site, 0), **named}
                instance = instantiate(machine, found, given, named, site)
                instance.evidence = site.evidence
                self._run(instance)

        self._attempt(make)

    def _preset(self, path: str, cls: ClassRef) -> tuple[list[Thing], dict[str, Thing]]:
        """Arguments that the module binds to the class: ``Small = partial(Net, width=8)``."""
        for value in self.machine.module(path).names.values():
            if isinstance(value, Partial) and value.function is cls:
                return value.arguments, value.keywords
        return [], {}

    def _annotated(self, cls: ClassRef, site: Site, depth: int) -> dict[str, Thing]:
        """Parts that a class is given, by the classes of the program that annotate them:
        ``def __init__(self, attention: Attention)``.
        """
        machine = self.machine
        member = members.class_member(machine, cls, "__init__")
        if member is None or not isinstance(member[0], FunctionRef) or depth > _DEEPEST_PARTS:
            return {}
        header = getattr(member[0].statement.item, "header", "") if member[0].statement else ""
        declared = parameters(header)
        if declared is None:
            return {}
        optional = {a.arg for a in declared.args[len(declared.args) - len(declared.defaults) :]}
        names = machine.module(member[0].path).names
        given: dict[str, Thing] = {}
        for parameter in (*declared.args, *declared.kwonlyargs):
            annotation = parameter.annotation
            part = names.get(annotation.id) if isinstance(annotation, ast.Name) else None
            if (
                isinstance(part, ClassRef)
                and part is not cls
                and parameter.arg not in optional
                and framework_of(machine, part)
            ):
                inner = self._annotated(part, site, depth + 1)
                given[parameter.arg] = instantiate(machine, part, [], inner, site)
        return given

    def _was_run(self, cls: ClassRef) -> bool:
        return any(
            isinstance(run.model, Instance) and run.model.cls is cls and run.nodes
            for run in self.machine.runs
        )

    def _run(self, model: Instance | Container) -> None:
        machine = self.machine
        arguments: list[Thing] = [Tensor(None)]
        if isinstance(model, Instance):
            forward: list[tuple[Thing, ClassRef]] = []
            if not self._attempt(lambda: forward.extend(self._forward(model))):
                return
            found = forward[0] if forward else None
            if found is None and model.container is None:
                return
            if found is not None and isinstance(found[0], FunctionRef):
                arguments = _needed(found[0])
        scope = Scope(model.evidence.path, {})
        site = Site(scope, model.evidence.first_line, model.evidence.last_line)
        whole = self._attempt(lambda: run_network(machine, model, arguments, {}, site))
        if not whole:
            self.short.add(id(model))

    def _forward(self, model: Instance) -> Iterator[tuple[Thing, ClassRef]]:
        """The method that a call of the model calls, if it has one."""
        for name in FORWARD.get(model.framework, ()):
            if found := members.class_member(self.machine, model.cls, name):
                yield found
                return

    # Roots that were read before

    def only(self, path: str, definition: Definition) -> Root | None:
        """Read one root and the idle models that it leaves; None if that says too little."""
        machine = self.machine
        at_hand = len(machine.adopted)  # the module with what it needs, which who asks has too
        recorder = Recorder(machine)
        if definition.kind is DefinitionKind.FUNCTION:
            self._function(path, definition)
        else:
            self._class(path, definition)
        whole = recorder.part()
        whole.cut, self.cut = self.cut, False
        if whole.cut and (self.broken or not whole.is_empty or machine.adopted[at_hand:]):
            return None
        idle: dict[int, Part] = {}
        called = {id(run.model) for run in machine.runs}
        for model in self._idle(called):
            self._run(model)
            idle[id(model)] = recorder.part()
        called = {id(run.model) for run in machine.runs} | idle.keys()
        if self.cut or self.functions or any(self._idle(called)):
            return None
        needs = tuple(machine.adopted[at_hand:])
        return Root(whole, idle, machine.gaps, needs, machine.places.asked)

    def _laid_in(self, path: str, definition: Definition) -> bool:
        """Whether a root was taken from its reading for all programs."""
        sharing = self.machine.sharing
        if sharing is None or self.machine.alone:
            return False
        home = sharing.module(path)
        if home is None or not self.machine.has_shared(home):
            return False
        root = shared_root(
            sharing, home, definition.start, lambda: _root(sharing, path, definition)
        )
        if root is None:
            return False
        self._lay_in(root.whole)
        self.idle |= root.idle
        for part in (root.whole, *root.idle.values()):
            self.roots |= dict.fromkeys(map(id, (*part.runs, *part.made)), root)
        return True

    def _lay_in(self, part: Part) -> None:
        machine = self.machine
        whole = machine.begin()
        full = len(machine.nodes) + part.orders > 2 * MAX_NODES
        same = part.cut and machine.left == STEPS_OF_ROOT
        if not whole or (part.steps > machine.left and not same) or full:
            raise UnsharedError
        machine.lay_in(part)

    # Networks

    def networks(self) -> tuple[Network, ...]:
        found: dict[tuple[str, int, str], Draft] = {}
        inner = {
            id(m.cls)
            for m in self.machine.made_models
            if isinstance(m, Instance) and m.made_in is not None and m.made_in is not m.cls
        }
        for draft in self._all(inner):
            key = (draft.evidence.path, draft.evidence.first_line, draft.name)
            if key not in found or draft.rank > found[key].rank:
                found[key] = draft
        return tuple(network_of(found[key]) for key in sorted(found)[:_MAX_NETWORKS])

    def _all(self, inner: set[int]) -> Iterable[Draft]:
        gaps = self.machine.gaps
        for run in self.machine.runs:
            model = run.model
            if isinstance(model, Instance) and id(model.cls) in inner:
                continue
            if id(model) in self.machine.used or not run.nodes:
                continue
            root = self.roots.get(id(run))
            yield (
                root.draft(run)
                if root is not None
                else draft_of_run(run, gaps, short=id(model) in self.short)
            )
        for graph in self.machine.made_models:
            if isinstance(graph, Graph):
                root = self.roots.get(id(graph))
                yield root.draft(graph) if root is not None else draft_of_graph(graph, gaps)
        for path, definition, nodes, first, last in self.functions:
            evidence = _site(path, definition).evidence
            missing = gaps_between(gaps, first, last)
            yield Draft(definition.name, "haiku", nodes, nodes[-1:], missing, evidence)


def _root(sharing: Sharing, path: str, definition: Definition) -> Root | None:
    """One function or class of a steady module, read for all programs; None if it must not be."""
    reader = _Reader(sharing.program, sharing, alone=True)
    machine = reader.machine
    try:
        machine.module(path)
        return reader.only(path, definition)
    except (UnsharedError, ExhaustedError, RecursionError):
        return None


def _site(path: str, definition: Definition) -> Site:
    return Site(Scope(path, {}), definition.first_line, definition.last_line)


def _needed(function: FunctionRef) -> list[Thing]:
    """Tensors for the parameters that a forward method must be given."""
    header = getattr(function.statement.item, "header", "") if function.statement else ""
    declared = parameters(header)
    if declared is None:
        return [Tensor(None)]
    count = len(declared.posonlyargs) + len(declared.args) - len(declared.defaults) - 1
    named = [parameter.arg for parameter in declared.args][1:]
    given = [
        UNKNOWN if name in ("training", "train", "deterministic") else Tensor(None)
        for name in named[: max(0, count)]
    ]
    flags = {"training": True, "train": True, "deterministic": False}
    values: list[Thing] = [
        flags.get(name, value) for name, value in zip(named, given, strict=False)
    ]
    if values or not named:
        return values
    return [Tensor(None)]
