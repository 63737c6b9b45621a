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

Speaks only where both sizes are known. Where a network cannot be read as a whole, layers that
stand side by side in one ``Sequential``, or are handed on within a method, are compared all the
same; behind a flattening the size must be a multiple of the maps before it. Blind to layers under
conditions and to layers that several paths reach.

Sources: the documentation of torch.nn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, Outcome, RuleKind
from acumen.domain.network import INPUT, Gap, Layer, LayerKind, Network
from acumen.faults.adjacent import SHARED, chains, neighbours
from acumen.faults.heads import CONVOLUTIONS
from acumen.faults.layersmade import Step
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU111",
    name="layer-size-mismatch",
    kind=RuleKind.SMELL,
    leaves=("model.layers.prop.mismatch",),
    frameworks=("torch",),
    confidence=Confidence.LOW,
    fix="Chain the sizes by a variable.",
)

_EXPECTED = {LayerKind.BATCH_NORM: "features", LayerKind.DENSE: "in_units"}
_EXPECTED |= dict.fromkeys(CONVOLUTIONS, "in_channels")
_RESHAPING = frozenset({LayerKind.RESHAPE, LayerKind.FLATTEN})
_MAPS = re.compile(r"(?:Conv|BatchNorm|GroupNorm)")
_BOTH = {"GroupNorm": ("num_channels", 1)}
_KEEPING = re.compile(  # what leaves the number of maps or features as it is
    r"(?:torch\.nn\.(?:modules\.\w+\.)?|torch\.nn\.functional\.|torch\.|\.)"
    r"(?:\w*(?:ReLU|ELU|GELU|SiLU|Tanh|Sigmoid|Softplus|Softmax|LogSoftmax|Mish|Hardtanh|Hardswish)\d?"
    r"|\w*Dropout\w*|(?:Adaptive)?(?:Max|Avg)Pool\dd|Identity|Upsample\w*|\w+Pad\dd|LayerNorm"
    r"|InstanceNorm\dd|(?:leaky_|p)?relu6?_?|[a-z]?elu_?|gelu|silu|tanh_?|sigmoid_?|softmax|log_softmax"
    r"|softplus|dropout\dd?|dropout|alpha_dropout|(?:adaptive_)?(?:max|avg)_pool\dd|interpolate"
    r"|instance_norm|layer_norm|contiguous|clone|float|cuda|to|cpu)(?:\(.*\))?$",
    re.DOTALL,
)
_FLAT = re.compile(
    r"torch\.nn\.(?:modules\.\w+\.)?Flatten$|torch\.flatten\((?:start_dim=)?1\)$|\.flatten\((?:start_dim=)?1\)$"
    r"|\.(?:view|reshape)\([^,]*(?:size\(0\)|shape\[0\]|batch_?(?:size)?|bs|len\(\w+\)"
    r"|[bBnN])\w*, -1\)$"
)
_WIDTH = re.compile(r"\.(?:view|reshape)\(-1, ([^,]+)\)$")


def check(subject: Subject) -> Iterator[Finding]:
    judged: set[tuple[str, int]] = set()
    takes_out = {site.path for site in subject.methods("children", "named_children")}
    for finding in _networks(subject, takes_out):
        if finding.outcome is not Outcome.UNKNOWN:
            judged.update((one.path, one.first_line) for one in finding.evidence[:1])
        yield finding
    for first, second, between in neighbours(subject):
        place = at(second.made)
        if (place.path, place.first_line) in judged or not second.symbol.startswith("torch."):
            continue
        message = _compared(subject, first, second, between)
        if message and not _takes_out(subject, second):
            judged.add((place.path, place.first_line))
            yield RULE.present(message, place, at(first.made))
    for step, message in _rows(subject):
        place = at(step.made)
        if (place.path, place.first_line) not in judged and not _takes_out(subject, step):
            judged.add((place.path, place.first_line))
            yield RULE.present(message, place)


def _takes_out(subject: Subject, step: Step) -> bool:
    """Whether the class that makes a layer takes layers out of another network."""
    path = step.made.path
    owner = subject.class_around(path, step.made.call.start)
    return owner is not None and any(
        site.path == path and owner.start <= site.call.start < owner.end
        for site in subject.methods("children", "named_children")
        if not site.call.callee.startswith("self.")
    )


def _rows(subject: Subject) -> Iterator[tuple[Step, str]]:
    """Linear layers that are given rows of another width, as a reshaping just before says."""
    for chain in chains(subject):
        width = None
        for step in chain.steps[::-1]:
            shaped = _WIDTH.match(step.symbol)
            if shaped:
                width = subject.constants.number(step.made.path, shaped[1], at=step.made.call.start)
            elif step.symbol.endswith(".Linear"):
                wanted = _size(subject, step, gives=False)
                if width is not None and width > 0 and wanted is not None and wanted != width:
                    yield step, f"Linear takes {wanted} and is given rows of {width:.0f}"
                width = None
            elif step.symbol != SHARED and not _KEEPING.match(step.symbol):
                width = None


def _compared(subject: Subject, first: Step, second: Step, between: tuple[Step, ...]) -> str:
    """How two layers that stand side by side do not fit; "" if they do, or it is not known."""
    given, wanted = _size(subject, first, gives=True), _size(subject, second, gives=False)
    if given is None or wanted is None:
        return ""
    before, after = (one.symbol.rpartition(".")[2] for one in (first, second))
    rest = [step for step in between if step.symbol != SHARED and not _KEEPING.match(step.symbol)]
    maps = [_MAPS.match(before) is not None, _MAPS.match(after) is not None]
    if before.startswith("BatchNorm1d"):
        maps[0] = maps[1]
    elif after.startswith("BatchNorm1d"):
        maps[1] = maps[0]
    if not rest and maps[0] == maps[1] and given != wanted:
        return f"{after} takes {wanted} and {before} before it gives {given}"
    flat = len(rest) == 1 and _FLAT.match(rest[0].symbol) is not None
    if flat and after == "Linear" and maps[0] and wanted % given:
        return f"{after} takes {wanted}, no multiple of the {given} maps before it"
    return ""


def _size(subject: Subject, step: Step, *, gives: bool) -> int | None:
    """What a layer gives or takes, where that is a number in the program."""
    last = step.symbol.rpartition(".")[2]
    if last.startswith("Lazy") or subject.is_open(step.made):
        return None
    if "Norm" in last:
        name, position = _BOTH.get(last, ("num_features", 0))
    elif last == "Linear":
        name, position = ("out_features", 1) if gives else ("in_features", 0)
    else:
        name, position = ("out_channels", 1) if gives else ("in_channels", 0)
    value = subject.value(step.made, name, position).value
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _networks(subject: Subject, takes_out: set[str]) -> Iterator[Finding]:
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
