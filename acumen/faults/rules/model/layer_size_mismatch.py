"""A layer expects another size than the layer before gives.

The first batch fails with an error about channels or the shapes of two matrices.

Bad:

    import torch
    model = torch.nn.Sequential(
        torch.nn.Linear(8, 64), torch.nn.ReLU(), torch.nn.Linear(32, 2)
    )

Good:

    import torch
    model = torch.nn.Sequential(
        torch.nn.Linear(8, 64), torch.nn.ReLU(), torch.nn.Linear(64, 2)
    )

Speaks only where both sizes are known. Blind to layers under conditions and to layers that
several paths reach.

Sources: the documentation of torch.nn.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, Outcome, RuleKind
from acumen.domain.network import INPUT, Gap, Layer, LayerKind, Network
from acumen.faults.heads import CONVOLUTIONS
from acumen.faults.rule import Rule
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU111",
    name="layer-size-mismatch",
    kind=RuleKind.FAULT,
    leaves=("model.layers.prop.mismatch",),
    frameworks=("torch",),
    confidence=Confidence.LOW,
    fix="Chain the sizes by a variable.",
)

_EXPECTED = {LayerKind.BATCH_NORM: "features", LayerKind.DENSE: "in_units"}
_EXPECTED |= dict.fromkeys(CONVOLUTIONS, "in_channels")
_RESHAPING = frozenset({LayerKind.RESHAPE, LayerKind.FLATTEN})


def check(subject: Subject) -> Iterator[Finding]:
    takes_out = {site.path for site in subject.methods("children", "named_children")}
    for network in subject.networks:
        if network.framework != "pytorch":
            continue
        for layer in network.layers:
            if layer.kind in _EXPECTED and len(layer.inputs) == 1 and layer.inputs[0] != INPUT:
                before = network.layers[layer.inputs[0]]
                if before.kind in _RESHAPING:
                    continue
                found = _judge(network, before, layer)
                if found.outcome is Outcome.PRESENT and layer.evidence.path in takes_out:
                    message = "layers are taken out of another network and put together anew"
                    found = RULE.unknown(message, layer.evidence)
                yield found


def _judge(network: Network, before: Layer, layer: Layer) -> Finding:
    wanted = layer.setting(_EXPECTED[layer.kind]).value
    given = _given(layer)
    label = f"{layer.name or layer.label}"
    if given is None or not isinstance(wanted, int) or isinstance(wanted, bool):
        return RULE.unknown(f"the sizes at {label} are not known", layer.evidence)
    if given == wanted:
        return RULE.absent(f"{label} takes the {given} values it gets", layer.evidence)
    if any(missing.gap is Gap.BRANCH for missing in network.missing):
        return RULE.unknown(
            f"which layer comes before {label} depends on a condition", layer.evidence
        )
    if before.kind in {LayerKind.ADD, LayerKind.MULTIPLY} or (
        before.kind is LayerKind.CONCAT and len(set(before.inputs)) < 2
    ):
        return RULE.unknown(f"what is joined before {label} is read in part", layer.evidence)
    message = f"{label} takes {wanted} and {before.name or before.label} before it gives {given}"
    return RULE.present(message, layer.evidence, layer.used_at)


def _given(layer: Layer) -> int | None:
    """Features of a dense layer's input, channels of any other."""
    shape = layer.input_shape
    if layer.kind is LayerKind.DENSE:
        return shape.dims[-1] if shape.dims else None
    rank = {"1": 3, "2": 4, "3": 5}.get(str(layer.kind)[4:5]) if layer.kind in CONVOLUTIONS else 0
    if layer.kind is LayerKind.BATCH_NORM:
        rank = len(shape.dims)
    if shape.open or rank is None or len(shape.dims) != rank or rank < 2:
        return None
    return shape.dims[1]
