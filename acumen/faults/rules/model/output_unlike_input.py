"""A network that is to reproduce its input gives another shape.

fit(x, x) compares the output with the input value by value. With another size the loss fails, or
broadcasts and compares values that have nothing to do with each other.

Bad:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.Input((28, 28, 1)))
    model.add(keras.layers.Conv2D(8, 3, strides=2, padding="same"))
    model.add(keras.layers.Conv2DTranspose(1, 3, padding="same"))
    model.compile(loss="mse")
    model.fit(x, x)

Good:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.Input((28, 28, 1)))
    model.add(keras.layers.Conv2D(8, 3, strides=2, padding="same"))
    model.add(keras.layers.Conv2DTranspose(1, 3, strides=2, padding="same"))
    model.compile(loss="mse")
    model.fit(x, x)

Looks at Keras models that are fitted to their own input and whose sizes are all known. Losses that
take class numbers are left alone. Blind to inputs under two names and to data sets.

Sources: the documentation of keras.Model.fit and keras.losses.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.domain.network import INPUT, LayerKind, Network, NetworkState, Shape
from acumen.faults.fitting import model_fits
from acumen.faults.layout import axes_are_open
from acumen.faults.losses import LossUse, loss_uses
from acumen.faults.lossnames import Loss
from acumen.faults.rule import KERAS, Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU128",
    name="output-unlike-input",
    kind=RuleKind.FAULT,
    leaves=("model.layers.prop.inout_shape",),
    frameworks=KERAS,
    confidence=Confidence.HIGH,
    fix="Give the last layers strides, padding and units that lead back to the input's shape.",
)


def check(subject: Subject) -> Iterator[Finding]:
    for site in model_fits(subject):
        data = subject.argument(site, "x", 0)
        if not data or data != subject.argument(site, "y", 1):
            continue
        if subject.roots_of(site.path).isdisjoint(KERAS) or site.qualified.startswith("sklearn"):
            continue
        yield _judge(subject, site)


def _judge(subject: Subject, site: ResolvedCall) -> Finding:
    use = _compiled(subject, site)
    if use is None or use.network is None:
        return RULE.unknown("which network is fitted is not known", at(site))
    if use.loss not in {Loss.REGRESSION, Loss.BINARY}:
        return RULE.unknown(f"{use.name} need not take what the network is given", at(site))
    network = use.network
    given, result = _ends(network)
    if axes_are_open(network):
        return RULE.unknown("the order of the axes is not said", at(site))
    if given is None or result is None or given.open or result.open:
        return RULE.unknown("the shape of input or output is not known", at(site))
    if len(given.dims) != len(result.dims) or any(
        one is not None and other is not None and one != other
        for one, other in zip(given.dims, result.dims, strict=True)
    ):
        return RULE.present(
            f"the network is given {given} and gives {result}", at(site), network.evidence
        )
    if None in given.dims[1:] or None in result.dims[1:]:
        return RULE.unknown("not every size of input and output is known", at(site))
    return RULE.absent(f"the network is given and gives {given}", at(site))


def _compiled(subject: Subject, site: ResolvedCall) -> LossUse | None:
    """What the same name was compiled with; None if that is not one thing."""
    receiver = site.call.callee.rpartition(".")[0]
    found = [
        use
        for use in loss_uses(subject)
        if use.framework == "keras"
        and use.site.path == site.path
        and use.site.call.callee.rpartition(".")[0] == receiver
    ]
    return found[0] if len(found) == 1 else None


def _ends(network: Network) -> tuple[Shape | None, Shape | None]:
    """Shape of the one input and of the one output, where the network was read whole."""
    if network.state is not NetworkState.COMPLETE or len(network.outputs) != 1:
        return None, None
    inputs = [layer for layer in network.layers if layer.kind is LayerKind.INPUT]
    if len(inputs) > 1 or network.outputs[0] == INPUT:
        return None, None
    result = network.layers[network.outputs[0]].output_shape
    if inputs:
        return inputs[0].output_shape, result
    first = [layer for layer in network.layers if layer.inputs == (INPUT,)]
    return (first[0].input_shape if len(first) == 1 else None), result
