"""Two affine layers follow each other with nothing between them.

The product of two matrices is a matrix: without a non-linearity the two layers can do no more
than one of them, at twice the price.

Bad:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.layers.Dense(64, input_shape=(8,)))
    model.add(keras.layers.Dense(10, activation="softmax"))

Good:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.layers.Dense(64, activation="relu", input_shape=(8,)))
    model.add(keras.layers.Dense(10, activation="softmax"))

A narrow layer between two wide ones is a factorisation and left alone, and so are depthwise and
pointwise convolutions. Where a network cannot be read as a whole, layers that are written side by
side are looked at. Blind to layers of different modules.

Sources: the documentation of keras.layers and torch.nn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.evidence import Evidence
from acumen.domain.facts import BlockKind, ClauseKind, Definition, DefinitionKind
from acumen.domain.finding import Confidence, Finding, Outcome, RuleKind
from acumen.domain.network import Gap, Layer, LayerKind, Missing, Network
from acumen.faults.adjacent import AFFINE as LINEAR_LAYERS
from acumen.faults.adjacent import neighbours
from acumen.faults.heads import AFFINE, CONVOLUTIONS, PASSING, is_linear, readers_of, source_of
from acumen.faults.layersmade import Step
from acumen.faults.optimisers import optimisers
from acumen.faults.rule import KERAS, Rule, at
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU107",
    name="missing-activation",
    kind=RuleKind.SMELL,
    leaves=("model.layers.act.no_relu",),
    frameworks=("torch", *KERAS),
    confidence=Confidence.HIGH,
    fix="Put an activation such as ReLU between the layers.",
)


_MEANT = re.compile(  # what is kept under such a name is read as it is
    r"^\s*(?:self\.)?\w*(?:embed(?:ding)?s?|features?|latent|bottleneck|codes?|encoded|projec\w+|proj)"
    r"\s*=(?!=)|name\s*=\s*['\"]\w*(?:embed|feature|latent|code|project)",
    re.IGNORECASE,
)


def check(subject: Subject) -> Iterator[Finding]:
    judged: set[tuple[str, int]] = set()
    for finding in _networks(subject):
        if finding.outcome is not Outcome.ABSENT and finding.message not in _OPEN:
            judged.update((one.path, one.first_line) for one in finding.evidence[:1])
        yield finding
    for first, second, between in neighbours(subject, LINEAR_LAYERS):
        yield from _side_by_side(subject, judged, first, second, between)


def _networks(subject: Subject) -> Iterator[Finding]:
    for network in subject.networks:
        for layer in network.layers:
            if layer.kind in _JUDGED:
                finding = _judge(subject, network, layer)
                if finding is not None:
                    yield finding


_LINEAR = re.compile(
    r"linear (?:model|regress|classif|network|auto)|(?:no|without) (?:an? )?activ", re.IGNORECASE
)
_DENSE = re.compile(r"(?:torch\.nn\.(?:modules\.linear\.)?Linear|keras\.layers\.(?:\w+\.)*Dense)$")
_IN_PART = "the network is read in part"
_ON_PURPOSE = "two layers may be one on purpose"
_OPEN = frozenset({_IN_PART, _ON_PURPOSE})  # what the text beside them may say for certain
_WIDE = 16  # a layer that narrows less than it may be meant as a factor
_DROPS = re.compile(r"(?:[dD]ropout|Identity|BatchNorm1d|BatchNormalization|\.contiguous\(\))$")
_SHOWS = frozenset({"print", "summary", "display", "state_dict", "len", "type"})
_LONGEST = 40  # lines of one statement
_UNREAD = frozenset({Gap.BRANCH, Gap.CALL})
_ARMS = frozenset({ClauseKind.ELSE, ClauseKind.ELIF})
_JUDGED = AFFINE - {LayerKind.DEPTHWISE_CONV2D, LayerKind.SEPARABLE_CONV}


def _judge(subject: Subject, network: Network, layer: Layer) -> Finding | None:
    before = source_of(network, layer, through=PASSING)
    while before is not None and is_linear(before):
        before = source_of(network, before, through=PASSING)
    if before is None:
        return None
    if before.kind not in _JUDGED:
        if before.kind in AFFINE:
            return None
        return RULE.absent(f"{before.label} stands before {layer.label}", layer.evidence)
    if any(m.gap in _UNREAD or _is_of_open_length(subject, m, before) for m in network.missing):
        return RULE.unknown(_IN_PART, layer.evidence)
    given = before.setting("activation")
    if given.text and not given.known:
        return RULE.unknown("the activation between two layers is computed", before.evidence)
    if before.module != layer.module or _is_factor(before, layer):
        return RULE.unknown(_ON_PURPOSE, layer.evidence)
    if before.index in network.outputs or len(list(readers_of(network, before))) > 1:
        return RULE.unknown("the result between two layers is used elsewhere, too", layer.evidence)
    if _is_built_apart(subject, before, layer):
        return RULE.unknown("a function of the program makes the layer as it is", layer.evidence)
    if _is_called_linear(subject, before) or not _is_put_to_work(subject, before):
        return RULE.unknown("the model is said to be linear, or is only shown", layer.evidence)
    if _MEANT.search(_written(subject, before)) or not _is_trained(subject):
        return RULE.unknown("the result between two layers may be meant as it is", layer.evidence)
    if _is_chosen(subject, before, layer):
        return RULE.unknown("on another way the result goes elsewhere", layer.evidence)
    if _unknown_between(subject, before, layer):
        return RULE.unknown("something that is not known is made between them", before.evidence)
    label = f"{before.label} ({_size(before)}) and {layer.label} ({_size(layer)})"
    return RULE.present(f"{label} with no activation between them", before.evidence)


def _side_by_side(
    subject: Subject,
    judged: set[tuple[str, int]],
    first: Step,
    second: Step,
    between: tuple[Step, ...],
) -> Iterator[Finding]:
    """Two dense layers that the text hands a value between, where no network is read there."""
    if not (_DENSE.search(first.symbol) and _DENSE.search(second.symbol)):
        return
    places = at(first.made), at(second.made)
    if any((place.path, place.first_line) in judged for place in places):
        return
    if not all(_DROPS.search(step.symbol) for step in between):
        return
    if "keras" in first.symbol:
        given = subject.argument(first.made, "activation", 1)
        if given.strip("\"'") not in {"", "linear", "None"} or subject.is_open(first.made):
            return
    width, after = _width(subject, first), _width(subject, second)
    before = subject.value(first.made, "in_features", 0).value
    if isinstance(width, int) and isinstance(after, int):
        if width < after and (not isinstance(before, int) or width < before):
            return  # a factor of low rank
    elif (after or 0) > _WIDE or (width is not None and width < _WIDE):
        return
    lines = subject.source(first.made.path).decode("utf-8", "replace").split("\n")
    place = places[0]
    if _MEANT.search(" ".join(lines[place.first_line - 1 : place.last_line])):
        return
    if _LINEAR.search(" ".join(lines[max(0, place.first_line - 7) : place.first_line - 1])):
        return
    if not _is_trained(subject):
        return
    judged.add((place.path, place.first_line))
    yield RULE.present("two linear layers with no activation between them", *places)


def _width(subject: Subject, step: Step) -> int | None:
    torch = step.symbol.startswith("torch.")
    value = subject.value(step.made, *(("out_features", 1) if torch else ("units", 0))).value
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _is_of_open_length(subject: Subject, missing: Missing, layer: Layer) -> bool:
    """Whether another function than the layer's own puts layers into a container in a loop."""
    if missing.gap is not Gap.REPEATS or not missing.detail.startswith("length of"):
        return False
    return _function_at(subject, missing.evidence) != _maker(subject, layer)


def _written(subject: Subject, layer: Layer) -> str:
    """The lines that make a layer, with the name it is kept under."""
    place = layer.evidence
    lines = subject.source(place.path).decode("utf-8", "replace").split("\n")
    return " ".join(lines[place.first_line - 1 : place.last_line])


def _is_trained(subject: Subject) -> bool:
    """Whether the program trains anything, or is a module for others that do."""
    makes = {"fit", "fit_generator", "backward", "train_on_batch", "apply_gradients", "compile"}
    shows = {"print", "summary"}
    trains = subject.has_call(*makes, "minimize", "training_step", "train")
    return trains or not subject.has_call(*shows) or any(True for _ in optimisers(subject))


def _is_built_apart(subject: Subject, first: Layer, second: Layer) -> bool:
    """Whether a plain function makes the first layer, and the second is made elsewhere."""
    maker = _maker(subject, first)
    return maker is not None and "." not in maker.name and maker != _maker(subject, second)


def _maker(subject: Subject, layer: Layer) -> Definition | None:
    """The function in which a layer is made."""
    return _function_at(subject, layer.evidence)


def _function_at(subject: Subject, place: Evidence) -> Definition | None:
    if place.path not in subject.program.modules:
        return None
    around = [
        definition
        for definition in subject.program.modules[place.path].definitions
        if definition.kind is DefinitionKind.FUNCTION
        and definition.first_line <= place.first_line <= definition.last_line
    ]
    return max(around, key=lambda one: one.start) if around else None


def _is_called_linear(subject: Subject, layer: Layer) -> bool:
    """Whether a comment or a name just above says that the model is to be linear."""
    place = layer.evidence
    lines = subject.source(place.path).decode("utf-8", "replace").split("\n")
    before = " ".join(lines[max(0, place.first_line - 7) : place.first_line - 1])
    return _LINEAR.search(before) is not None


def _is_put_to_work(subject: Subject, layer: Layer) -> bool:
    """Whether a Sequential that a module keeps under a name is given to anything, or asked for
    its parameters, before the name gets another value.
    """
    path, line = layer.evidence.path, layer.evidence.first_line
    if path not in subject.program.modules or _maker(subject, layer) is not None:
        return True
    items = [item for item in subject.assignments(path) if item.target.isidentifier()]
    held = [
        item
        for item in items
        if re.match(r"[\w.]*Sequential\(", item.value)
        and item.line <= line <= item.line + item.value.count("\n") + _LONGEST
        and any(
            site.call.first_line <= line <= site.call.last_line
            for site in subject.calls(path, item.start, item.end)
        )
    ]
    if not held:
        return True
    kept = held[-1]
    end = next(
        (i.start for i in items if i.start > kept.start and i.target == kept.target), 1 << 60
    )
    word = re.compile(rf"(?<![\w.]){re.escape(kept.target)}(?!\w)")
    return any(
        word.search(site.call.arguments)
        or re.match(rf"{re.escape(kept.target)}\.(?!eval$|to$|cuda$|state_dict$)", site.call.callee)
        for site in subject.calls(path, kept.end, end)
        if site.call.callee.rpartition(".")[2] not in _SHOWS
    )


def _unknown_between(subject: Subject, first: Layer, second: Layer) -> bool:
    """Whether an object of another library's or the program's own class is made between two lines.

    A neuron or an activation of its own may stand there that the reading of networks left out.
    """
    start, end = first.evidence.last_line, second.evidence.first_line
    if first.evidence.path != second.evidence.path or end - start > 12:
        return False
    return any(
        start < site.call.first_line < end
        and site.call.callee.rpartition(".")[2][:1].isupper()
        and not site.qualified.startswith(("torch.", "keras.", "tensorflow.", "tf_keras."))
        for site in subject.calls(first.evidence.path)
    )


def _is_chosen(subject: Subject, first: Layer, second: Layer) -> bool:
    """Whether a condition that has another arm puts the second layer behind the first."""
    path, before, after = first.evidence.path, first.evidence, second.evidence
    if path != after.path or path not in subject.program.modules:
        return False
    facts = subject.program.modules[path]
    owners = {clause.owner for clause in facts.clauses if clause.kind in _ARMS}
    return any(
        block.kind is BlockKind.IF
        and block.start in owners
        and block.first_line <= after.first_line <= block.last_line
        and not block.first_line <= before.first_line <= block.last_line
        for block in facts.blocks
    )


def _size(layer: Layer) -> int | None:
    value = layer.setting("units" if layer.kind is LayerKind.DENSE else "filters").value
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _is_factor(first: Layer, second: Layer) -> bool:
    """Whether the pair may be meant as one layer of low rank, or as a separable convolution."""
    if first.kind in CONVOLUTIONS or second.kind in CONVOLUTIONS:
        kernels = {first.setting("kernel_size").value, second.setting("kernel_size").value}
        groups = {first.setting("groups").value, second.setting("groups").value}
        if first.kind is not second.kind or groups != {1} or kernels & {1, (1, 1), (1,), (1, 1, 1)}:
            return True
        if None in kernels or any(isinstance(k, tuple) and len(set(k)) > 1 for k in kernels):
            return True
    width, after = _size(first), _size(second)
    before = first.setting("in_units").value
    if width is None or after is None:
        return True
    if not isinstance(before, int):
        dims = first.input_shape.dims
        before = dims[-1] if dims else None
    return width < after and (before is None or width < before)
