"""Softmax is the activation of a hidden layer.

It makes the units of the layer compete for a sum of one, so most of them carry next to nothing
and gradients are small.

Bad:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.layers.Dense(64, activation="softmax"))
    model.add(keras.layers.Dense(10, activation="softmax"))

Good:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.layers.Dense(64, activation="relu"))
    model.add(keras.layers.Dense(10, activation="softmax"))

Only softmax between two affine layers is looked at: weights of attention, gates and mixtures go
elsewhere. Where a network cannot be read as a whole, layers that are written side by side are
looked at. Blind to layers of the program that are not taken apart.

Sources: the documentation of keras.layers and torch.nn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.evidence import Evidence
from acumen.domain.finding import Confidence, Finding, Outcome, RuleKind
from acumen.domain.network import Layer, LayerKind, Network
from acumen.faults.adjacent import neighbours
from acumen.faults.heads import AFFINE, PASSING, POOLS, readers_of, source_of
from acumen.faults.layersmade import Step
from acumen.faults.rule import KERAS, Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU108",
    name="softmax-inside",
    kind=RuleKind.FAULT,
    leaves=("model.layers.act.wrong",),
    frameworks=("torch", *KERAS),
    confidence=Confidence.HIGH,
    fix="Use ReLU or GELU inside; softmax belongs at the output.",
)

_KEEPING = PASSING - {LayerKind.PERMUTE}  # heads of attention are permuted before they are mixed
_THROUGH = _KEEPING | {LayerKind.BATCH_NORM, LayerKind.LAYER_NORM} | POOLS


_SOFTMAX = re.compile(r"torch\.nn\.(?:functional\.softmax|Softmax)$|torch\.softmax$")
_AROUND = re.compile(
    r"torch\.nn\.(?:functional\.)?(?:\w*[Dd]ropout\w*|\w*Norm\w*|(?:Max|Avg)Pool\dd|Identity|Flatten)$"
)


def check(subject: Subject) -> Iterator[Finding]:
    judged: set[tuple[str, int]] = set()
    for finding in _networks(subject):
        judged.update((one.path, one.first_line) for one in finding.evidence[:1])
        if finding.outcome is Outcome.PRESENT and _is_taken_off(subject, finding.evidence[0]):
            yield RULE.unknown(
                "a last layer is taken off before the next is added", *finding.evidence
            )
        else:
            yield finding
    for first, second, between in neighbours(subject):
        place = at(first.made)
        if (place.path, place.first_line) not in judged and _holds(subject, first, between):
            judged.add((place.path, place.first_line))
            if _is_taken_off(subject, place):
                yield RULE.unknown("a last layer is taken off before the next is added", place)
                continue
            names = (one.symbol.rpartition(".")[2].lower() for one in (first, second))
            yield RULE.present("softmax between {} and {}".format(*names), place)


def _is_taken_off(subject: Subject, place: Evidence) -> bool:
    """Whether layers are taken off in the same function later: ``model.layers.pop()``."""
    return any(
        site.path == place.path
        and not site.call.arguments.strip()
        and site.call.first_line > place.first_line
        and any(
            first.call.first_line == place.first_line
            and subject.span_around(site.path, first.call.start)
            == subject.span_around(site.path, site.call.start)
            for first in subject.calls(site.path)
        )
        for site in subject.methods("pop")
    )


def _holds(subject: Subject, first: Step, between: tuple[Step, ...]) -> bool:
    """Whether a softmax, and nothing that mixes its values, stands behind a layer."""
    others = [step for step in between if not _SOFTMAX.match(step.symbol)]
    if "Conv" in first.symbol and any(
        _SOFTMAX.match(step.symbol) and not _over_channels(subject, step.made) for step in between
    ):
        return False  # over places of a map: weights of attention
    if "keras.layers" in first.symbol:
        plain = all("keras.layers" in s.symbol and _DROPS.search(s.symbol) for s in between)
        given = subject.argument(first.made, "activation", 1 if "Dense" in first.symbol else -1)
        return plain and given.strip("\"'") == "softmax"
    return len(others) < len(between) and all(_AROUND.match(step.symbol) for step in others)


def _goes_over_places(subject: Subject, place: Evidence) -> bool:
    return any(
        site.path == place.path
        and place.first_line <= site.call.first_line <= place.last_line
        and not _over_channels(subject, site)
        for site in subject.named("softmax", "Softmax")
    )


def _over_channels(subject: Subject, site: ResolvedCall) -> bool:
    values = [subject.value(site, "dim", position) for position in (0, 1)]
    axes = [value.value for value in values if value.known and isinstance(value.value, int)]
    return not axes or axes[-1] in {1, -3}


_DROPS = re.compile(r"(?:Dropout|BatchNormalization|Pooling\dD|Flatten)$")


def _networks(subject: Subject) -> Iterator[Finding]:
    for network in subject.networks:
        for layer in network.layers:
            if layer.kind is LayerKind.ACTIVATION and layer.variant:
                yield from _judge(subject, network, layer)


def _judge(subject: Subject, network: Network, layer: Layer) -> Iterator[Finding]:
    source = source_of(network, layer, through=_KEEPING)
    if source is None or source.kind not in AFFINE or layer.index in network.outputs:
        return
    reader = _only_reader(network, layer)
    if reader is None or reader.kind not in AFFINE:
        return
    if layer.variant != "softmax":
        yield RULE.absent(f"{layer.variant} stands inside", layer.evidence)
    elif source.kind.value.startswith("conv") and _goes_over_places(subject, layer.evidence):
        yield RULE.absent("the softmax goes over places of a map", layer.evidence)
    else:
        message = f"softmax between {source.label} and {reader.label}"
        yield RULE.present(message, source.evidence)


def _only_reader(network: Network, layer: Layer) -> Layer | None:
    """The layer that the result goes to, over layers that only pass it on."""
    while True:
        readers = list(readers_of(network, layer))
        if len(readers) != 1 or len(readers[0].inputs) != 1:
            return None
        layer = readers[0]
        if layer.kind not in _THROUGH:
            return layer
