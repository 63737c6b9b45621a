"""Feature maps go into a dense layer, which works on their last axis only.

A dense layer takes the last axis for the features: of maps that nobody flattened it sees the
channels of one place in Keras, and one row of pixels in PyTorch. The result still has the axes of
the map; the loss refuses it, or spreads the labels over them.

Bad:

    from keras.layers import Conv2D, Dense
    def build(x):
        x = Conv2D(8, 3)(x)
        return Dense(10)(x)

Good:

    from keras.layers import Conv2D, Dense, Flatten
    def build(x):
        x = Conv2D(8, 3)(x)
        x = Flatten()(x)
        return Dense(10)(x)

Advice: a dense layer may be meant as a convolution of one pixel. It follows layers as they are
added to a model, called on each other, or called in ``forward`` one after the other; networks of
which all shapes are known are spoken of by the rules about layers. Blind to layers in loops.

Sources: the documentation of keras.layers.Dense and torch.nn.Linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.evidence import Evidence
from acumen.domain.facts import Definition
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.domain.network import INPUT, LayerKind, Network
from acumen.faults.classes import attributes
from acumen.faults.expressions import outer_call
from acumen.faults.keras import keras_name
from acumen.faults.losses import loss_uses
from acumen.faults.rule import KERAS, Rule, at
from acumen.faults.subject import Subject
from acumen.faults.torchnames import torch_name
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU213",
    name="maps-into-dense",
    kind=RuleKind.SMELL,
    leaves=("tensors.input.shape.layer", "model.layers.mrw.no_flatten"),
    frameworks=("torch", *KERAS),
    confidence=Confidence.MEDIUM,
    fix="Flatten the maps, or pool them globally, before the dense layer.",
)

_MAPS = re.compile(
    r"layers\.(?:Conv(?:olution)?[23]D|(?:Separable|Depthwise)Conv(?:olution)?2D|(?:Max|Average)Pool(?:ing)?[23]D)$"
)
_THROUGH = re.compile(
    r"layers\.(?:Dropout|SpatialDropout\dD|BatchNormalization|Activation|ReLU|LeakyReLU|PReLU|ELU)$"
)
_TORCH_MAPS = re.compile(
    r"torch\.nn\.(?:Conv[23]d|(?:Max|Avg|AdaptiveAvg|AdaptiveMax)Pool[23]d|BatchNorm[23]d)$"
)
_KEPT = (LayerKind.DENSE, LayerKind.DROPOUT, LayerKind.ACTIVATION, LayerKind.BATCH_NORM)
_ELEMENTWISE = re.compile(
    r"(?:torch\.|torch\.nn\.functional\.)(?:relu|dropout|elu|leaky_relu|tanh|sigmoid)$"
)
_MOST = 6  # layers that change no shape, one after the other


def check(subject: Subject) -> Iterator[Finding]:
    if not subject.roots.isdisjoint(KERAS):
        yield from _added(subject)
        yield from _called(subject)
        yield from _never_flat(subject)
    if "torch" in subject.roots:
        yield from _forward(subject)


def _added(subject: Subject) -> Iterator[Finding]:
    """``model.add(Conv2D(...))`` and then ``model.add(Dense(...))``."""
    last: dict[tuple[str, int, str], tuple[str, ResolvedCall]] = {}
    for site in sorted(subject.methods("add"), key=lambda s: (s.path, s.call.start)):
        inner = subject.inside(site)[:1]
        kind = keras_name(inner[0].qualified) if inner else ""
        receiver = site.call.callee.rpartition(".")[0]
        key = (site.path, subject.span_around(site.path, site.call.start)[0], receiver)
        if not kind:
            last.pop(key, None)
        elif kind == "layers.Dense" and key in last:
            name, before = last.pop(key)
            yield _finding(name, at(site), at(before))
        elif _MAPS.search(kind):
            last[key] = (kind, site)
        elif not _THROUGH.search(kind):
            last.pop(key, None)


def _called(subject: Subject) -> Iterator[Finding]:
    """``Dense(...)(x)`` where ``x`` is what a convolution gave."""
    for site in subject.program.calls():
        if not site.qualified.endswith("Dense.__call__") or "(" not in site.call.callee:
            continue
        if keras_name(site.qualified.removesuffix(".__call__")) != "layers.Dense":
            continue
        given, start = subject.argument(site, "inputs", 0), site.call.start
        for _ in range(_MOST):
            call = _outer(subject, site.path, given, start)
            if call is None:
                break
            kind, given, start = call
            if _MAPS.search(kind):
                yield _finding(kind, at(site), at(site))
            if not _THROUGH.search(kind):
                break


def _outer(subject: Subject, path: str, text: str, start: int) -> tuple[str, str, int] | None:
    """The layer that gave ``text``, and what that was given."""
    text, start = _named(subject, path, text.strip(), start)
    call = outer_call(text)
    made = outer_call(call.callee) if call is not None else None
    if call is None or made is None or len(call.positional) != 1:
        return None
    return keras_name(subject.meaning(path, made.callee, start)), call.positional[0], start


def _named(subject: Subject, path: str, text: str, start: int) -> tuple[str, int]:
    """What a name was given, through further names; the text itself if it is no name."""
    for _ in range(_MOST):
        item = subject.constants.reaching(path, text, at=start) if text.isidentifier() else None
        if item is None or item.operator != "=":
            break
        text, start = item.value.strip(), item.start
    return text, start


def _never_flat(subject: Subject) -> Iterator[Finding]:
    """A classifier of dense layers alone, whose input has more than one axis."""
    for use in loss_uses(subject):
        network = use.network
        if network is not None and use.framework == "keras" and _keeps_axes(network):
            first = next(n for n in network.layers if n.kind is LayerKind.DENSE)
            message = f"the input is {first.input_shape}, and nothing flattens it"
            yield RULE.present(message, first.evidence, at(use.site))


def _keeps_axes(network: Network) -> bool:
    layers = [layer for layer in network.layers if layer.kind is not LayerKind.INPUT]
    if not layers or network.missing or any(layer.kind not in _KEPT for layer in layers):
        return False
    dense = [layer for layer in layers if layer.kind is LayerKind.DENSE]
    if not dense or len(network.outputs) != 1 or network.outputs[0] == INPUT:
        return False
    shape = dense[0].input_shape
    return not shape.open and len(shape.dims) in {3, 4}


def _forward(subject: Subject) -> Iterator[Finding]:
    """``self.pool`` and then ``self.fc`` in a forward of PyTorch."""
    for path, owner in subject.classes_of("torch.nn.Module"):
        method = subject.method(path, owner, "forward")
        if method is None:
            continue
        kinds = _kinds(subject, path, owner)
        if "dense" not in kinds.values() or "maps" not in kinds.values():
            continue
        for site in subject.calls(path, method.start, method.end):
            if kinds.get(site.call.callee) != "dense":
                continue
            before = _before(subject, site, kinds)
            if before:
                yield _finding(before, at(site), at(site))


def _kinds(subject: Subject, path: str, owner: Definition) -> dict[str, str]:
    """What attributes of a module are: "dense", "maps", or "same" where they change no shape."""
    found = {}
    for name, items in attributes(subject, path, owner).items():
        if len(items) != 1:
            continue
        call = outer_call(items[0].value.strip())
        meaning = torch_name(subject.meaning(path, call.callee, items[0].start)) if call else ""
        if meaning == "torch.nn.Linear":
            found[f"self.{name}"] = "dense"
        elif _TORCH_MAPS.match(meaning):
            found[f"self.{name}"] = "maps"
        elif re.match(
            r"torch\.nn\.(?:Dropout|ReLU|LeakyReLU|ELU|GELU|SiLU|Tanh|Sigmoid)$", meaning
        ):
            found[f"self.{name}"] = "same"
    return found


def _before(subject: Subject, site: ResolvedCall, kinds: dict[str, str]) -> str:
    """The module whose maps reach a dense layer as they are; "" if none is seen to."""
    text, start = subject.argument(site, "input", 0).strip(), site.call.start
    for _ in range(_MOST):
        text, start = _named(subject, site.path, text, start)
        call = outer_call(text)
        if call is None or not call.positional:
            return ""
        kind = kinds.get(call.callee, "")
        if kind == "maps":
            return call.callee
        same = kind == "same" or _ELEMENTWISE.match(subject.meaning(site.path, call.callee, start))
        if not same:
            return ""
        text = call.positional[0].strip()
    return ""


def _finding(name: str, dense: Evidence, maps: Evidence) -> Finding:
    shown = name.removeprefix("layers.")
    return RULE.present(f"what {shown} gives goes into a dense layer as it is", dense, maps)
