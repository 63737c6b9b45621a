"""Find the networks of a program and put each together from what was read of it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from acumen.domain.evidence import Evidence
from acumen.domain.facts import Definition, DefinitionKind
from acumen.domain.network import INPUT, Gap, Layer, Missing, Network, NetworkState
from acumen.syntax.network import members
from acumen.syntax.network.expressions import parameters
from acumen.syntax.network.functions import run_function
from acumen.syntax.network.graphs import graph_nodes
from acumen.syntax.network.instances import FORWARD, framework_of, instantiate
from acumen.syntax.network.layers import Site
from acumen.syntax.network.machine import MAX_NODES, ExhaustedError, Machine
from acumen.syntax.network.runs import run_network
from acumen.syntax.network.settings import channels_first
from acumen.syntax.network.sizing import NO_WEIGHTS
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
_DEEPEST_PARTS = 2  # parts of parts that annotations name
_MAX_MISSING = 20
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
    reader = _Reader(program)
    reader.read()
    return reader.networks()


class _Reader:
    """One program's roots, in the order in which they are tried."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.machine = Machine(program)
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
            return False
        depth, rooted = machine.depth, machine.rooted
        try:
            action()
        except (ExhaustedError, RecursionError):
            machine.depth, machine.rooted = depth, rooted
            return False
        return True

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
        called = {id(run.model) for run in self.machine.runs}
        for model in list(self.machine.made_models):
            if isinstance(model, Graph) or id(model) in called or model.owner is not None:
                continue
            if isinstance(model, Instance) and model.made_in is not None:
                continue
            if id(model) not in self.machine.used:
                self._run(model)

    def _class(self, path: str, definition: Definition) -> None:
        """A class of which no object was used yet."""
        machine = self.machine
        found = self._bound(path, definition)
        if not isinstance(found, ClassRef):
            return
        made = [m for m in machine.made_models if isinstance(m, Instance) and m.cls is found]
        if made and (any(m.made_in is not None for m in made) or self._was_run(found)):
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

    # Networks

    def networks(self) -> tuple[Network, ...]:
        found: dict[tuple[str, int, str], _Draft] = {}
        inner = {
            id(m.cls)
            for m in self.machine.made_models
            if isinstance(m, Instance) and m.made_in is not None and m.made_in is not m.cls
        }
        for draft in self._all(inner):
            key = (draft.evidence.path, draft.evidence.first_line, draft.name)
            if key not in found or draft.rank > found[key].rank:
                found[key] = draft
        return tuple(_network(found[key]) for key in sorted(found)[:_MAX_NETWORKS])

    def _all(self, inner: set[int]) -> Iterable[_Draft]:
        for run in self.machine.runs:
            model = run.model
            if isinstance(model, Instance) and id(model.cls) in inner:
                continue
            if id(model) in self.machine.used or not run.nodes:
                continue
            missing = self._missing(run.first_order, run.last_order)
            if id(model) in self.short or len(run.nodes) > MAX_NODES:
                missing.append(Missing(Gap.BUDGET, "larger than is read", model.evidence))
            if isinstance(model, Instance):
                name, evidence = model.cls.name, _class_evidence(model.cls)
            else:
                name, evidence = model.name or model.scope or "Sequential", model.evidence
            yield _Draft(name, model.framework, run.nodes, run.outputs, missing, evidence)
        for graph in self.machine.made_models:
            if isinstance(graph, Graph):
                nodes = tuple(graph_nodes(graph))
                first = nodes[0].order if nodes else graph.order
                missing = self._missing(first, graph.order)
                name = graph.name or graph.scope or "Model"
                outputs = tuple(t.node for t in graph.outputs if t.node is not None)
                yield _Draft(name, "keras", nodes, outputs, missing, graph.evidence)
        for path, definition, nodes, first, last in self.functions:
            evidence = _site(path, definition).evidence
            missing = self._missing(first, last)
            yield _Draft(definition.name, "haiku", nodes, nodes[-1:], missing, evidence)

    def _missing(self, first: int, last: int) -> list[Missing]:
        return [missing for order, missing in self.machine.gaps if first < order <= last]


@dataclass(slots=True, eq=False)
class _Draft:
    """What was read of a network, before it is put together."""

    name: str
    framework: str
    nodes: tuple[Node, ...]
    outputs: tuple[Node, ...]
    missing: list[Missing]
    evidence: Evidence
    rank: tuple[bool, bool, bool] = (False, False, False)

    def __post_init__(self) -> None:
        """What is read best stands for a class; of equals, what the program makes first."""
        self.nodes = self.nodes[:MAX_NODES]
        uses: dict[int, Node] = {}
        for node in self.nodes:
            uses.setdefault(id(node.made), node)
        shapes = [node.input_shape for node in self.nodes[:1]]
        self.rank = (
            not self.missing,
            all(node.weights.exact for node in uses.values()),
            any(not shape.open and None not in shape.dims[1:] for shape in shapes),
        )


def _site(path: str, definition: Definition) -> Site:
    return Site(Scope(path, {}), definition.first_line, definition.last_line)


def _class_evidence(cls: ClassRef) -> Evidence:
    item = cls.statement.item
    first = getattr(item, "first_line", 1)
    return Evidence(cls.path, first, max(first, getattr(item, "last_line", first)))


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


def _network(draft: _Draft) -> Network:
    nodes, framework = draft.nodes, draft.framework
    places = {id(node): place for place, node in enumerate(nodes)}
    first_use: dict[int, int] = {}
    layers = []
    for place, node in enumerate(nodes):
        made = node.made
        first = first_use.setdefault(id(made), place)
        before = [
            places.get(id(item), INPUT) if item is not None else INPUT for item in node.inputs
        ]
        layers.append(
            Layer(
                index=place,
                kind=made.kind,
                variant=made.variant,
                symbol=made.symbol,
                name=node.name,
                settings=tuple(made.settings[key] for key in sorted(made.settings)),
                inputs=tuple(dict.fromkeys(i if i < place else INPUT for i in before)),
                input_shape=node.input_shape,
                output_shape=node.output_shape,
                weights=node.weights if first == place else NO_WEIGHTS,
                first_use=first,
                module=node.module,
                evidence=made.evidence,
                used_at=node.used_at,
            )
        )
    reasons = tuple(sorted(set(draft.missing)))[:_MAX_MISSING]
    first_format = framework == "pytorch" or any(
        channels_first(framework, node.made.settings) for node in nodes
    )
    ends = sorted({places[id(node)] for node in draft.outputs if id(node) in places})
    return Network(
        name=draft.name,
        framework=framework,
        path=draft.evidence.path,
        layers=tuple(layers),
        outputs=tuple(ends),
        state=NetworkState.PARTIAL if reasons else NetworkState.COMPLETE,
        missing=reasons,
        evidence=draft.evidence,
        channels_first=first_format,
    )
