"""Weights start at one constant.

All units of a layer then compute the same, get the same gradient and stay the same for ever:
the layer is as wide as one unit. With zeros nothing before the layer learns at all.

Bad:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.layers.Dense(64, activation="relu", kernel_initializer="zeros"))
    model.add(keras.layers.Dense(10, activation="softmax"))

Good:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.layers.Dense(64, activation="relu", kernel_initializer="he_normal"))
    model.add(keras.layers.Dense(10, activation="softmax"))

Biases, the scales of normalisation, and branches that are meant to begin at zero (residual ends,
adapters, offsets) are left alone. A model of a single layer may begin at zero. Blind to weights
that are set through state dictionaries.

Sources: the documentation of keras.initializers and torch.nn.init.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.domain.network import Layer, Network
from acumen.faults.constants import as_number
from acumen.faults.heads import AFFINE, RECURRENT
from acumen.faults.keras import keras_name
from acumen.faults.rule import JAX, KERAS, Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.arguments import literal, split_arguments
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU118",
    name="constant-weights",
    kind=RuleKind.SMELL,
    leaves=("model.type.weights_init",),
    frameworks=("torch", *KERAS, *JAX),
    confidence=Confidence.LOW,
    fix="Keep the framework's default, or use He initialisation before ReLU and Glorot otherwise.",
)

_KERAS_LAYER = re.compile(
    r"layers\.(?:Dense|Conv[123]D(?:Transpose)?|SeparableConv[12]D|Convolution[12]D|LSTM|GRU|SimpleRNN)$"
)
_FLAX_LAYER = re.compile(r"flax\.linen\.(?:Dense|Conv|ConvTranspose|DenseGeneral)$")
_CONSTANT = re.compile(r"^(?:zeros?|ones?)$", re.IGNORECASE)
_CONSTANT_CALL = re.compile(
    r"(?:initializers|init|initializers_v2)\.(?:[a-z_]+\.)?(?:[Zz]eros?|[Oo]nes?|[Cc]onstant)(?:_initializer)?$"
    r"|tensorflow\.(?:compat\.v1\.)?(?:zeros|ones|constant)_initializer$"
)
_MEANT = re.compile(
    r"zero|resid|offset|theta|loc(?:al)?(?:ization|_|$)|gate|adapter|lora|alpha|shift|scale|delta|mask",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\b(?:split|chunk|unbind|array_split)\(")
_HEAD = re.compile(r"head|logit|out|class|cls|regr|final|pred", re.IGNORECASE)
_TORCH_SETTERS = frozenset({"zeros_", "ones_", "constant_"})
_TORCH_METHODS = frozenset({"zero_", "fill_"})
_DRAWN = re.compile(r"(?:normal|uniform)_$")
_KIND = re.compile(
    r"isinstance\(\s*\w+\s*,\s*([^)]*)\)|find\(\s*['\"](\w+)['\"]|['\"](\w+)['\"]\s+in\s+\w+"
)
_LAYER_KIND = re.compile(r"Linear|Conv|LSTM|GRU|RNN|Embedding")
_LAYER_CALL = re.compile(r"(?:\w+\.)*(Linear|Conv[123]d)\(")
_PARAMETERS = re.compile(r"[\w, ()]+ in [\w.]+\.(?:named_)?parameters\(\)")
_GENERIC = re.compile(r"^(?:m|mod|module|layer|l|sub_?module|child|net|w)\.weight(?:\.data)?$")


def check(subject: Subject) -> Iterator[Finding]:
    names = frozenset(filter(_is_layer, subject.called_names))
    layers = [s for s in subject.program.calls() if s.qualified in names] if names else []
    for site in layers:
        if site.path in subject.about:
            yield from _layer(subject, site, alone=len(layers) < 2)
    for site in subject.named(*_TORCH_SETTERS):
        if site.qualified.startswith("torch.nn.init."):
            yield from _torch(subject, site, subject.argument(site, "tensor", 0))
    for site in subject.methods(*_TORCH_METHODS):
        receiver = site.call.callee.rpartition(".")[0]
        if "torch" in subject.roots_of(site.path) and ".weight" in receiver:
            yield from _torch(subject, site, receiver)


def _is_layer(qualified: str) -> bool:
    return bool(_KERAS_LAYER.match(keras_name(qualified)) or _FLAX_LAYER.match(qualified))


def _layer(subject: Subject, site: ResolvedCall, *, alone: bool) -> Iterator[Finding]:
    given = subject.argument(site, "kernel_initializer") or subject.argument(site, "kernel_init")
    given = given or subject.argument(site, "init")
    name = site.qualified.rpartition(".")[2]
    if not given:
        if not subject.is_open(site):
            yield RULE.absent(f"{name} starts with its default weights", at(site))
        return
    word = literal(given).value
    constant = isinstance(word, str) and _CONSTANT.match(word)
    meaning = "" if isinstance(word, str) else subject.meaning(site.path, given, site.call.start)
    if not constant and not _CONSTANT_CALL.search(meaning):
        if isinstance(word, str) or "init" in meaning:
            yield RULE.absent(f"{name} starts from {given[:40]}", at(site))
        else:
            yield RULE.unknown(f"how {name} starts is computed: {given[:40]}", at(site))
    elif not constant and not _of_one_number(subject, site, given):
        yield RULE.unknown(f"{name} starts from an array of weights", at(site))
    elif (zero := _is_zero(subject, site, given)) and _ends_a_network(subject, site):
        yield RULE.absent(f"{name} ends its network: zeros there still learn", at(site))
    elif _MEANT.search(_around(subject, site)) or (zero and _is_split(subject, site)):
        yield RULE.unknown(f"{name} starts from {given[:40]}, which may be meant", at(site))
    elif zero and site in _last(subject, site.path):
        yield RULE.absent(f"{name} ends its network: zeros there still learn", at(site))
    elif alone:
        yield RULE.unknown(f"{name} starts from {given[:40]} and may be the only layer", at(site))
    else:
        yield RULE.present(f"{name} starts with {given[:40]} as its weights", at(site))


def _is_zero(subject: Subject, site: ResolvedCall, given: str) -> bool:
    """Whether the weights begin at zero: ``zeros``, or a constant of that value."""
    if "zero" in given.lower():
        return True
    return _number(subject, site, given, "") == 0


def _is_split(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the result is taken apart at once, as the numbers that gate a branch are."""
    targets = {
        item.target
        for item in subject.assignments(site.path, max(0, site.call.start - 200), site.call.end)
        if item.start <= site.call.start < item.end
    }
    return any(
        "," in item.target
        and _SPLIT.search(item.value)
        and any(re.search(rf"(?<![\w.]){re.escape(name)}\b", item.value) for name in targets)
        for item in subject.assignments(site.path, site.call.end, site.call.end + 200)
    )


def _of_one_number(subject: Subject, site: ResolvedCall, given: str) -> bool:
    """Whether a constant initialiser is given a number, where it is given something."""
    made = given
    if made.isidentifier():
        item = subject.constants.reaching(site.path, made, at=site.call.start)
        made = item.value if item is not None else ""
    if "onstant" not in made or "(" not in made:
        return bool(made)
    return _number(subject, site, made, "0") is not None


def _number(subject: Subject, site: ResolvedCall, made: str, default: str) -> float | None:
    """The number that a constant initialiser, ``constant(0.5)``, is given."""
    parts = split_arguments(made.partition("(")[2].rpartition(")")[0])
    text = next((a.text for a in parts if a.name in {"", "value"}), default)
    return as_number(subject.constants.value(site.path, text, at=site.call.start))


def _ends_a_network(subject: Subject, site: ResolvedCall) -> bool:
    """Whether no other trained layer reads the layer, in every network that it stands in."""
    found = False
    for network in subject.networks:
        for layer in network.layers:
            place = layer.evidence
            if place.path != site.path or place.first_line != site.call.first_line:
                continue
            if layer.kind not in AFFINE:
                continue
            found = True
            if _is_read(network, layer):
                return False
    return found


def _is_read(network: Network, layer: Layer) -> bool:
    """Whether a layer with weights of its own comes after ``layer``."""
    after = {layer.index}
    for other in network.layers[layer.index + 1 :]:
        if not after.isdisjoint(other.inputs):
            if other.kind in AFFINE or other.kind in RECURRENT:
                return True
            after.add(other.index)
    return False


def _last(subject: Subject, path: str) -> list[ResolvedCall]:
    """The last layer of each function, and of the module's own code; heads by their name."""
    by_span: dict[tuple[int, int], ResolvedCall] = {}
    heads = []
    for site in subject.calls(path):
        if _is_layer(site.qualified):
            by_span[subject.span_around(path, site.call.start)] = site
            if _HEAD.search(subject.argument(site, "name")):
                heads.append(site)
    return [*by_span.values(), *heads]


def _around(subject: Subject, site: ResolvedCall) -> str:
    """Names that say what the layer is for."""
    words = [subject.argument(site, "name")]
    before = subject.assignments(site.path, max(0, site.call.start - 200), site.call.start + 1)
    words += [item.target for item in before if item.start <= site.call.start < item.end]
    function = subject.function_around(site.path, site.call.start)
    words.append(function.name if function else "")
    start = subject.span_around(site.path, site.call.start)[0]
    words += [b.header for b in subject.conditions(site.path, site.call.start, since=start)]
    return " ".join(words)


def _torch(subject: Subject, site: ResolvedCall, tensor: str) -> Iterator[Finding]:
    if "weight" not in tensor:
        if tensor.isidentifier() and _is_every_parameter(subject, site, tensor):
            message = (
                f"{site.call.callee}({site.call.arguments[:30]}) for every matrix of the model"
            )
            yield RULE.present(message, at(site))
        elif tensor.isidentifier() and (kind := _kind_by_name(subject, site, tensor)):
            yield RULE.present(f"{site.call.callee}({tensor}) for every weight of {kind}", at(site))
        return
    shown = f"{site.call.callee}({site.call.arguments[:30]})"
    if _has_random_bias(subject, site, tensor):
        yield RULE.unknown(f"{shown} stands beside a bias that is drawn at random", at(site))
        return
    if not _GENERIC.match(tensor) and not _is_asked(subject, site, tensor):
        yield RULE.unknown(f"{shown} may be a branch that is meant to begin so", at(site))
        return
    kind = _kind_before(subject, site) or _kind_given(subject, site, tensor)
    if _LAYER_KIND.search(kind) and "Norm" not in kind and not _of_the_head(subject, site):
        yield RULE.present(f"{shown} for every {kind[:40]}", at(site))
    elif "Norm" in kind or _of_the_head(subject, site):
        yield RULE.absent(f"{shown} sets a scale, or a head that may begin at zero", at(site))
    else:
        yield RULE.unknown(f"for which layers {shown} is meant is not seen", at(site))


def _of_the_head(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the weights are asked for by a name of the last layer, which may begin at zero."""
    start = subject.span_around(site.path, site.call.start)[0]
    asked = subject.conditions(site.path, site.call.start, since=start)
    named = re.compile(r"['\"](?:\w*[._])?(?:head|classifier|logits?|fc|last|final)\b")
    return any(named.search(block.header) for block in asked)


def _has_random_bias(subject: Subject, site: ResolvedCall, tensor: str) -> bool:
    """Whether the same function draws the bias of the same layer: its units then differ."""
    bias = tensor.replace("weight", "bias")
    span = subject.span_around(site.path, site.call.start)
    return any(
        _DRAWN.search(other.call.callee) and other.call.arguments.strip().startswith(bias)
        for other in subject.calls(site.path, *span)
    )


def _is_every_parameter(subject: Subject, site: ResolvedCall, name: str) -> bool:
    """Whether ``name`` goes over all parameters, or over those with several axes."""
    loops = subject.loops(site.path, site.call.start)
    if not loops or not _PARAMETERS.match(loops[-1].header.removeprefix("for").strip()):
        return False
    if name not in re.findall(r"[^\W\d]\w*", loops[-1].header.partition(" in ")[0]):
        return False
    asked = subject.conditions(site.path, site.call.start, since=loops[-1].start)
    if loops[-1].header.rstrip(": ").endswith("named_parameters()"):
        return False  # names are asked for to tell layers apart
    axes = re.compile(rf"{name}\.(?:dim\(\)|ndim|ndimension\(\))\s*(?:>=?)\s*[12]")
    if len(asked) != 1 or axes.search(asked[0].header) is None:
        return False
    return not any(  # in the other part the biases begin at zero, as they should
        clause.owner == asked[0].start and clause.start <= site.call.start < clause.end
        for clause in subject.program.modules[site.path].clauses
    )


def _kind_by_name(subject: Subject, site: ResolvedCall, name: str) -> str:
    """The recurrent layer over whose ``named_parameters()`` a loop goes, where the innermost
    condition asks for a name with "weight" in it; "" of anything else.
    """
    loops = subject.loops(site.path, site.call.start)
    if not loops:
        return ""
    header = loops[-1].header.removeprefix("for").strip().rstrip(": ")
    goes = rf"\w+\s*,\s*{re.escape(name)} in ((?:self\.)?\w+)\.named_parameters\(\)"
    over = re.fullmatch(goes, header)
    if over is None:
        return ""
    clauses = subject.program.modules[site.path].clauses
    arms = [c.header for c in clauses if c.start <= site.call.start < c.end and c.header]
    blocks = subject.conditions(site.path, site.call.start, since=loops[-1].start)
    asked = arms[-1] if arms else blocks[-1].header if blocks else ""
    if not re.search(r"['\"]weight\w*['\"]\s+in\s", asked) or " not " in f" {asked} ":
        return ""
    made = [
        inner.qualified.rpartition(".")[2]
        for item in subject.assignments(site.path)
        if item.target == over[1]
        for inner in subject.calls(site.path, item.start, item.end)[:1]
    ]
    return made[0] if len(made) == 1 and made[0] in {"LSTM", "GRU", "RNN"} else ""


def _is_asked(subject: Subject, site: ResolvedCall, tensor: str) -> bool:
    """Whether the function asks of which kind the owner of the weight is."""
    owner = tensor.partition(".")[0]
    start = subject.span_around(site.path, site.call.start)[0]
    text = subject.source(site.path)[start : site.call.start].decode("utf-8", "replace")
    plain = re.match(rf"{owner}\.weight(?:\.data)?$", tensor)
    return plain is not None and re.search(rf"isinstance\(\s*{owner}\s*,", text) is not None


def _kind_given(subject: Subject, site: ResolvedCall, tensor: str) -> str:
    """The kind of layer that the function around is given everywhere it is called."""
    around = subject.function_around(site.path, site.call.start)
    if (
        around is None
        or around.header.partition(",")[0].partition(":")[0].strip("( ")
        != (tensor.partition(".")[0])
    ):
        return ""
    last = around.name.rpartition(".")[2]
    given = [subject.argument(s, "", 0) for s in subject.named(last) if s.path == site.path]
    kinds = [found[1] for text in given if (found := _LAYER_CALL.match(text))]
    return kinds[0] if kinds and len(kinds) == len(given) else ""


def _kind_before(subject: Subject, site: ResolvedCall) -> str:
    """The last kind of layer that is asked for before the call, in its function."""
    start = subject.span_around(site.path, site.call.start)[0]
    text = subject.source(site.path)[start : site.call.start].decode("utf-8", "replace")
    found = list(_KIND.finditer(text))
    if not found:
        return ""
    last = found[-1]
    return str(last[1] or last[2] or last[3])
