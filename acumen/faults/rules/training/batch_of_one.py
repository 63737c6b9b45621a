"""Batches of one go through batch normalisation.

The mean of one value is the value itself: normalised, every feature becomes zero, whatever the
input. PyTorch refuses such a batch, Keras trains on nothing and does not say so.

Bad:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.layers.Dense(8, input_shape=(4,)))
    model.add(keras.layers.BatchNormalization())
    model.compile(loss="mse")
    model.fit(x, y, batch_size=1)

Good:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.layers.Dense(8, input_shape=(4,)))
    model.add(keras.layers.BatchNormalization())
    model.compile(loss="mse")
    model.fit(x, y, batch_size=32)

Looks at normalisation of vectors only: over a map or a sequence there are other values to take the
mean of. Blind to a last batch that happens to have one sample.

Sources: the documentation of keras.layers.BatchNormalization and torch.nn.BatchNorm1d.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.domain.network import Layer, LayerKind, Network
from acumen.faults.constants import as_number
from acumen.faults.fitting import model_fits
from acumen.faults.flow import keeper
from acumen.faults.heads import PASSING, source_of
from acumen.faults.rule import KERAS, Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU304",
    name="batch-of-one",
    kind=RuleKind.FAULT,
    leaves=("training.hyper.batch_size",),
    frameworks=("torch", *KERAS),
    confidence=Confidence.HIGH,
    fix="Use batches of more than one sample, or layer normalisation.",
)

_LOADER = "torch.utils.data.DataLoader"
_HELD_OUT = re.compile(r"val|test|eval|dev|infer|pred", re.IGNORECASE)


def check(subject: Subject) -> Iterator[Finding]:
    for site in model_fits(subject):
        if not subject.roots_of(site.path).isdisjoint(KERAS) and "sklearn" not in site.qualified:
            yield from _judge(subject, site, _fitted(subject, site), position=2)
    for site in subject.qualified(_LOADER):
        kept = keeper(subject, site)
        names = (kept.target if kept else "") + subject.argument(site, "dataset", 0)
        shuffled = subject.value(site, "shuffle", 2).value is True
        if shuffled and not _HELD_OUT.search(names):
            torch = [n for n in subject.networks if n.framework == "pytorch"]
            yield from _judge(subject, site, torch[0] if len(torch) == 1 else None, position=1)


def _judge(
    subject: Subject, site: ResolvedCall, network: Network | None, *, position: int
) -> Iterator[Finding]:
    text = subject.argument(site, "batch_size", position)
    if not text:
        return
    size = as_number(subject.constants.value(site.path, text, at=site.call.start))
    if size is None:
        yield RULE.unknown(f"the size of a batch, {text[:40]}, is computed", at(site))
    elif size != 1:
        yield RULE.absent(f"batches of {size:g}", at(site))
    elif network is None:
        yield RULE.unknown("batches of one go into a network that is not known", at(site))
    else:
        layer = next((one for one in network.layers if _of_vectors(network, one)), None)
        if layer is not None:
            yield RULE.present("batch_size=1 and batch normalisation", at(site), layer.evidence)
        else:
            yield RULE.absent("batches of one and no normalisation of vectors", at(site))


def _fitted(subject: Subject, site: ResolvedCall) -> Network | None:
    receiver = site.call.callee.rpartition(".")[0]
    found = [n for n in subject.networks if n.framework == "keras" and n.name == receiver]
    return found[0] if len(found) == 1 and found[0].path == site.path else None


def _of_vectors(network: Network, layer: Layer) -> bool:
    """Whether a layer normalises what has one value for each feature and sample."""
    if layer.kind is not LayerKind.BATCH_NORM:
        return False
    if network.framework == "keras":
        return not layer.input_shape.open and len(layer.input_shape.dims) == 2
    source = source_of(network, layer, through=PASSING | {LayerKind.ACTIVATION})
    dense = source is not None and source.kind is LayerKind.DENSE
    return dense and layer.symbol == "torch.nn.BatchNorm1d"
