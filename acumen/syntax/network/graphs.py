"""Models that are given by their tensors: ``Model(inputs, outputs)``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acumen.domain.network import UNKNOWN_SHAPE
from acumen.syntax.network.layers import Site, note_use
from acumen.syntax.network.values import UNKNOWN, Graph, Node, Tensor, Thing, tensors_in

if TYPE_CHECKING:
    from acumen.syntax.network.machine import Machine


def make_graph(
    machine: Machine, symbol: str, arguments: list[Thing], keywords: dict[str, Thing], site: Site
) -> Graph | None:
    """``Model(inputs, outputs)``; None if it is not known between which tensors it stands."""
    start = keywords.get("inputs", keywords.get("input", arguments[0] if arguments else UNKNOWN))
    fallback = arguments[1] if len(arguments) > 1 else UNKNOWN
    end = keywords.get("outputs", keywords.get("output", fallback))
    inputs, outputs = tensors_in([start]), tensors_in([end])
    if not outputs or not any(tensor.node is not None for tensor in outputs):
        return None
    machine.constructed()
    graph = Graph(
        tuple(inputs),
        tuple(outputs),
        symbol,
        "keras",
        site.evidence,
        site.scope.path,
        machine.order,
        scope=site.scope.owner,
    )
    machine.made_models.append(graph)
    return graph


def replay(machine: Machine, graph: Graph, given: list[Tensor], site: Site) -> Thing:
    """Use a model that is given by its tensors on other tensors."""
    nodes = graph_nodes(graph)
    known: dict[int, Tensor] = {}
    for start, tensor in zip(graph.inputs, given, strict=False):
        if start.node is not None:
            known[id(start.node)] = tensor
    for node in nodes:
        if id(node) in known:
            continue
        inputs = [
            known.get(id(before), Tensor(None)) if before is not None else Tensor(None)
            for before in node.inputs
        ]
        shape = inputs[0].shape if inputs else UNKNOWN_SHAPE
        known[id(node)] = note_use(machine, node.made, inputs, shape, site)
    outputs = [known.get(id(tensor.node), Tensor(None)) for tensor in graph.outputs]
    return outputs[0] if len(outputs) == 1 else outputs


def graph_nodes(graph: Graph) -> list[Node]:
    """Everything between a model's inputs and outputs, in order of making."""
    ends = {id(tensor.node) for tensor in graph.inputs if tensor.node is not None}
    found: dict[int, Node] = {}
    waiting = [tensor.node for tensor in (*graph.outputs, *graph.inputs)]
    while waiting:
        node = waiting.pop()
        if node is None or id(node) in found:
            continue
        found[id(node)] = node
        if id(node) not in ends:
            waiting += node.inputs
    return sorted(found.values(), key=lambda node: node.order)
