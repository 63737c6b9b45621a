"""A layer is made anew each time the model runs.

Its weights start at random in every pass, no optimiser knows them, and nothing they learn is kept.

Bad:

    import torch
    class Net(torch.nn.Module):
        def forward(self, x):
            return torch.nn.Linear(8, 2)(x)

Good:

    import torch
    class Net(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.head = torch.nn.Linear(8, 2)
        def forward(self, x):
            return self.head(x)

The same for a model or optimiser that is built inside the loop over batches. Layers without
weights may be made anywhere; a layer that is made once, under a condition, is left open. Blind to
layers that a helper makes.

Sources: the documentation of torch.nn.Module and keras.layers.Layer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from acumen.domain.facts import Definition
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.flow import keeper
from acumen.faults.keras import keras_name
from acumen.faults.loops import training_steps
from acumen.faults.rule import KERAS, Rule, at
from acumen.faults.subject import Subject
from acumen.faults.torchnames import LIGHTNING_MODULES, MODULES, holds_parameters
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU119",
    name="layer-made-in-forward",
    kind=RuleKind.FAULT,
    leaves=("model.type.multi_init",),
    frameworks=("torch", *KERAS),
    confidence=Confidence.HIGH,
    fix="Make layers in __init__ (or build) and models before the loop; only use them later.",
)

_KERAS_WEIGHTS = re.compile(
    r"layers\.(?:Dense|Conv[123]D(?:Transpose)?|SeparableConv[12]D|DepthwiseConv2D|LSTM|GRU|SimpleRNN"
    r"|Embedding|BatchNormalization|LayerNormalization|MultiHeadAttention)$"
)
_PLAIN = re.compile(r"(?:elementwise_affine|affine)=False")
_KERAS_BASES = tuple(
    f"{root}.{name}"
    for root in ("keras", "tensorflow.keras", "tf_keras")
    for name in ("Model", "layers.Layer", "models.Model")
)
_MODULE_BASES = (*MODULES, *LIGHTNING_MODULES)


def check(subject: Subject) -> Iterator[Finding]:
    for path, owner in subject.classes_of(*_MODULE_BASES):
        yield from _in_method(subject, path, owner, "forward", _torch_layer)
    for path, owner in subject.classes_of(*_KERAS_BASES):
        yield from _in_method(subject, path, owner, "call", _keras_layer)
    modules = {(path, owner.name) for path, owner in subject.classes_of(*_MODULE_BASES)}
    for step in training_steps(subject):
        if step.looped:
            for site in subject.calls(step.path, *step.round):
                own = (site.path, site.qualified[1:]) in modules
                if (
                    own
                    and site.call.end < step.site.call.start
                    and _is_batch_loop(subject, site)
                    and not _takes_weights(subject, site, step.site.call.start)
                ):
                    name = site.qualified[1:]
                    yield RULE.present(f"{name} is made in every round of the loop", at(site))


def _takes_weights(subject: Subject, site: ResolvedCall, end: int) -> bool:
    """Whether the new model is given the weights of another, to go on from there for a task."""
    item = keeper(subject, site)
    return item is not None and any(
        other.call.callee == f"{item.target.strip()}.load_state_dict"
        for other in subject.calls(site.path, item.end, end)
    )


def _torch_layer(site: ResolvedCall) -> bool:
    if _PLAIN.search("".join(site.call.arguments.split())):
        return False  # it has no weights
    return holds_parameters(site.qualified) and not site.qualified.endswith(
        ("Sequential", "ModuleList", "ModuleDict")
    )


def _keras_layer(site: ResolvedCall) -> bool:
    return bool(_KERAS_WEIGHTS.match(keras_name(site.qualified)))


def _in_method(
    subject: Subject,
    path: str,
    owner: Definition,
    name: str,
    is_layer: Callable[[ResolvedCall], bool],
) -> Iterator[Finding]:
    method = subject.method(path, owner, name)
    if method is None:
        return
    made = [s for s in subject.calls(path, method.start, method.end) if is_layer(s)]
    for site in made:
        label = f"{site.qualified.rpartition('.')[2]}({site.call.arguments[:30]})"
        if subject.conditions(path, site.call.start, since=method.start):
            yield RULE.unknown(f"{label} is made under a condition, perhaps once", at(site))
        else:
            yield RULE.present(f"{label} is made in {owner.name}.{name}", at(site))
    if not made:
        place = subject.place(path, method)
        yield RULE.absent(f"{owner.name}.{name} makes no layer with weights", place)


def _is_batch_loop(subject: Subject, site: ResolvedCall) -> bool:
    loops = subject.loops(site.path, site.call.start)
    header = loops[-1].header.partition(" in ")[2] if loops else ""
    return bool(re.search(r"load|batch|iter", header, re.IGNORECASE))
