"""A linear layer expects another size than the flattened maps have.

The first batch fails with an error about the shapes of two matrices.

Bad:

    import torch
    class Net(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = torch.nn.Conv2d(1, 8, 3)
            self.fc = torch.nn.Linear(100, 10)
        def forward(self, x):
            x = torch.relu(self.conv(x))
            return self.fc(x.view(-1, 8 * 26 * 26))

Good:

    import torch
    class Net(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = torch.nn.Conv2d(1, 8, 3)
            self.fc = torch.nn.Linear(8 * 26 * 26, 10)
        def forward(self, x):
            x = torch.relu(self.conv(x))
            return self.fc(x.view(-1, 8 * 26 * 26))

Speaks only where both sizes are known: sizes that follow from the data are not. Blind to layers
under conditions.

Sources: the documentation of torch.nn.Linear and torch.flatten.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.domain.network import Layer, LayerKind
from acumen.faults.heads import PASSING, source_of
from acumen.faults.rule import Rule
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU110",
    name="flattened-size",
    kind=RuleKind.SMELL,
    leaves=(
        "model.layers.prop.linear_in",
        "model.layers.prop.mismatch",
    ),
    frameworks=("torch",),
    confidence=Confidence.HIGH,
    fix="Compute the size from the layers before, or use LazyLinear.",
)

_RESHAPING = frozenset({LayerKind.RESHAPE, LayerKind.FLATTEN})
_THROUGH = PASSING - _RESHAPING | {LayerKind.ACTIVATION, LayerKind.BATCH_NORM}


def check(subject: Subject) -> Iterator[Finding]:
    for network in subject.networks:
        for layer in network.layers:
            if network.framework == "pytorch" and layer.kind is LayerKind.DENSE:
                source = source_of(network, layer, through=_THROUGH)
                if source is not None and source.kind in _RESHAPING:
                    yield _judge(layer)


def _judge(layer: Layer) -> Finding:
    wanted = layer.setting("in_units").value
    dims = layer.input_shape.dims
    given = dims[-1] if dims else None
    if given is None or not isinstance(wanted, int):
        return RULE.unknown("the size after flattening is not known", layer.evidence)
    if given != wanted:
        message = f"{layer.name or 'the layer'} takes {wanted} values and gets {given}"
        return RULE.present(message, layer.evidence, layer.used_at)
    return RULE.absent(
        f"{layer.name or 'the layer'} takes the {given} values it gets", layer.evidence
    )
