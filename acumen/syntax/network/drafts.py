"""What was read of a network, and the network that is put together from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from acumen.domain.evidence import Evidence
from acumen.domain.network import INPUT, Gap, Layer, Missing, Network, NetworkState
from acumen.syntax.network.graphs import graph_nodes
from acumen.syntax.network.machine import MAX_NODES
from acumen.syntax.network.runs import Run
from acumen.syntax.network.settings import channels_first
from acumen.syntax.network.sizing import NO_WEIGHTS
from acumen.syntax.network.values import ClassRef, Graph, Instance, Node

_MAX_MISSING = 20

Gaps = Iterable[tuple[int, Missing]]
"""What could not be read, each with its order."""


@dataclass(slots=True, eq=False)
class Draft:
    """What was read of a network, before it is put together."""

    name: str
    framework: str
    nodes: tuple[Node, ...]
    outputs: tuple[Node, ...]
    missing: list[Missing]
    evidence: Evidence
    rank: tuple[bool, bool, bool] = (False, False, False)
    network: Network | None = None  # when it was first asked for

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


def draft_of_run(run: Run, gaps: Gaps, *, short: bool) -> Draft:
    """The network that one call from outside used; ``short``: its reading was cut."""
    model = run.model
    missing = gaps_between(gaps, run.first_order, run.last_order)
    if short or len(run.nodes) > MAX_NODES:
        missing.append(Missing(Gap.BUDGET, "larger than is read", model.evidence))
    if isinstance(model, Instance):
        name, evidence = model.cls.name, _class_evidence(model.cls)
    else:
        name, evidence = model.name or model.scope or "Sequential", model.evidence
    return Draft(name, model.framework, run.nodes, run.outputs, missing, evidence)


def draft_of_graph(graph: Graph, gaps: Gaps) -> Draft:
    """The network between given tensors."""
    nodes = tuple(graph_nodes(graph))
    first = nodes[0].order if nodes else graph.order
    missing = gaps_between(gaps, first, graph.order)
    name = graph.name or graph.scope or "Model"
    outputs = tuple(t.node for t in graph.outputs if t.node is not None)
    return Draft(name, "keras", nodes, outputs, missing, graph.evidence)


def gaps_between(gaps: Gaps, first: int, last: int) -> list[Missing]:
    """What could not be read after the order ``first`` up to ``last``."""
    return [missing for order, missing in gaps if first < order <= last]


def network_of(draft: Draft) -> Network:
    """The network of a draft, put together once."""
    if draft.network is None:
        draft.network = _put_together(draft)
    return draft.network


def _class_evidence(cls: ClassRef) -> Evidence:
    item = cls.statement.item
    first = getattr(item, "first_line", 1)
    return Evidence(cls.path, first, max(first, getattr(item, "last_line", first)))


def _put_together(draft: Draft) -> Network:
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
