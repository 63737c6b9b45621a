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

Speaks where both sizes are known; sizes that follow from the data are not. Also where the maps
that a class makes are known, and the width of its layer is no multiple of any of them, so that no
size of the image can fit. Blind to layers under conditions, and to classes that join maps or hold
others.

Sources: the documentation of torch.nn.Linear and torch.flatten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import Definition
from acumen.domain.finding import Confidence, Finding, Outcome, RuleKind
from acumen.domain.network import Layer, LayerKind
from acumen.faults.classes import lineage
from acumen.faults.flow import first_name, keeper
from acumen.faults.heads import PASSING, source_of
from acumen.faults.modules import module_classes
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

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


_CONVOLUTION = re.compile(r"torch\.nn\.(?:modules\.\w+\.)?Conv[123]d$")
_LINEAR = re.compile(r"torch\.nn\.(?:modules\.\w+\.)?Linear$")
_PLAIN = re.compile(  # layers that leave the number of maps as it is, or count as convolutions here
    r"torch\.nn\.(?:modules\.\w+\.)?(?:Conv[123]d|Linear|Sequential|ModuleList|ModuleDict|Flatten"
    r"|\w*(?:ReLU|ELU|SiLU|GELU|Tanh|Sigmoid|Softmax|Softplus|Swish|Mish)6?|\w*BatchNorm\w*|\w*Dropout\w*"
    r"|\w*InstanceNorm\w*|LocalResponseNorm|GroupNorm|LayerNorm|Identity|ZeroPad2d|ReflectionPad2d"
    r"|\w*(?:Max|Avg)Pool[123]d|Upsample|\w*Loss|Parameter)$"
)
_MAKES_LAYER = re.compile(
    r"(?!OrderedDict|(?:\w+\.)*(?:Variable|Tensor|FloatTensor)$)(?:\w+\.)*[A-Z]\w*$|.*\.(?:resnet|vgg|densenet|create_model)\w*$"
)
_MIXED = re.compile(
    rb"\bcat\(|concat\w*\(|[hv]?stack\(|chunk\(|split\(|unfold\(|einsum\(|one_hot\(|narrow\("
    rb"|pixel_(?:un)?shuffle\(|ConvTranspose|Linear\)|\bflat\w*size|topk\("
)
_ROWS = re.compile(r"self\.\w*(?:fc|lin|dense|head|out|mlp)\w*\(")  # what gives rows, by its name
_FLAT = re.compile(r"\.view\(|\.reshape\(|flatten\(|\.squeeze\(|\.mean\(|adaptive_\w+pool\w*\(")


def check(subject: Subject) -> Iterator[Finding]:
    judged: set[tuple[str, int]] = set()
    for network in subject.networks:
        for layer in network.layers:
            if network.framework == "pytorch" and layer.kind is LayerKind.DENSE:
                source = source_of(network, layer, through=_THROUGH)
                if source is not None and source.kind in _RESHAPING:
                    finding = _judge(layer)
                    if finding.outcome is not Outcome.UNKNOWN:
                        judged.add((layer.evidence.path, layer.evidence.first_line))
                    yield finding
    for path, owner in module_classes(subject):
        for site, message in _of_no_maps(subject, path, owner):
            if (path, site.call.first_line) not in judged:
                yield RULE.present(message, at(site))


def _of_no_maps(
    subject: Subject, path: str, owner: Definition
) -> Iterator[tuple[ResolvedCall, str]]:
    """Linear layers after a flattening whose width no number of maps of the class divides."""
    if len(lineage(subject, path, owner)) > 1:
        return
    source = subject.source(path)
    calls = subject.calls(path, owner.start, owner.end)
    convolutions = [site for site in calls if _CONVOLUTION.match(site.qualified)]
    if not convolutions or _MIXED.search(source, owner.start, owner.end):
        return
    if any(_MAKES_LAYER.match(s.call.callee) and not _PLAIN.match(s.qualified) for s in calls):
        return
    maps = [_number(subject, site, "out_channels", 1) for site in convolutions]
    linear = [site for site in calls if _LINEAR.match(site.qualified)]
    rows = {_number(subject, site, "out_features", 1) for site in linear}
    known = [one for one in maps if one is not None]
    if len(known) < len(maps):
        return
    for site in linear:
        width = _number(subject, site, "in_features", 0)
        if width is None or width in rows or any(width % one == 0 for one in known):
            continue
        if site.call.start > convolutions[0].call.start and _is_flat(subject, site, owner):
            shown = ", ".join(str(one) for one in sorted(set(known))[-3:])
            yield site, f"takes {width} values, no multiple of the maps before it ({shown})"


def _number(subject: Subject, site: ResolvedCall, name: str, position: int) -> int | None:
    value = None if subject.is_open(site) else subject.value(site, name, position).value
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _is_flat(subject: Subject, site: ResolvedCall, owner: Definition) -> bool:
    """Whether what the layer is run on was flattened since the last linear layer."""
    item = keeper(subject, site)
    path, whole = site.path, item.value if item is not None else ""
    if item is None or not item.target.startswith("self."):
        return False
    before = subject.source(path)[item.start : site.call.start].decode("utf-8", "replace")
    if "Linear(" in before:
        return False  # not the first of its sequence
    if "Sequential" in whole and "Flatten(" in before:
        return True
    runs = [s for s in subject.calls(path, owner.start, owner.end) if s.call.callee == item.target]
    return bool(runs) and all(_flat_before(subject, run) for run in runs)


def _flat_before(subject: Subject, run: ResolvedCall) -> bool:
    given = subject.argument(run, "input", 0)
    name = first_name(given)
    if _FLAT.search(given):
        return not _ROWS.search(given) and "[" not in given
    start = subject.span_around(run.path, run.call.start)[0]
    for item in reversed(subject.assignments(run.path, start, run.call.start)):
        if item.target != name or item.end > run.call.start:
            continue
        if _FLAT.search(item.value):
            return "[" not in item.value.partition(".")[0]
        if _ROWS.search(item.value):
            return False
        name = first_name(re.sub(r"^(?:[\w.]+\()+", "", item.value.strip())) or name
    return False


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
