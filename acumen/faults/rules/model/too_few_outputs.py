"""The output has not one unit for each class.

Categorical cross-entropy compares a probability for every class. With one unit there is nothing
to compare; with another number than the labels have, shapes do not fit or indices fall outside.

Bad:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.layers.Dense(1))
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))

Good:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.layers.Dense(10))
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))

The number of classes is known where labels are made one-hot with a literal number, and of the one
ready-made data set that a program loads; fewer than half of its classes are taken for a choice.
Blind to numbers that come from other data.

Sources: the documentation of keras.losses, keras.utils.to_categorical and
torch.nn.CrossEntropyLoss.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.constants import as_number
from acumen.faults.heads import head_of
from acumen.faults.losses import LossUse, loss_uses
from acumen.faults.lossnames import Loss
from acumen.faults.rule import KERAS, Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.modules import Module
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU109",
    name="too-few-outputs",
    kind=RuleKind.SMELL,
    leaves=("model.layers.prop.out_shape",),
    frameworks=("torch", *KERAS),
    confidence=Confidence.HIGH,
    fix="Give the last layer one unit for each class.",
)

_EITHER = re.compile(r"\sif\s.+\selse\s", re.DOTALL)


def check(subject: Subject) -> Iterator[Finding]:
    classes = _classes(subject)
    data = _data_classes(subject)
    for use in loss_uses(subject):
        if use.loss in {Loss.CATEGORICAL, Loss.SPARSE, Loss.NEGATIVE_LOG}:
            yield _judge(subject, use, classes, data)
    if data is not None:
        yield from _alone(subject, data)


def _alone(subject: Subject, data: int) -> Iterator[Finding]:
    """The one network of a program that classifies, though its loss is used out of sight."""
    judged = {id(use.network) for use in loss_uses(subject)}
    heads = [(network, head_of(network)) for network in subject.networks]
    if any(head is not None and head.units == data for _, head in heads):
        return
    losses = ("CrossEntropyLoss", "NLLLoss", "nll_loss", "cross_entropy")
    if not subject.has_call(*losses, "SparseCategoricalCrossentropy", "sparse_softmax"):
        return
    found = [
        (network, head.units, head.affine.evidence)
        for network, head in heads
        if head is not None and head.affine is not None and head.units is not None
    ]
    if len(found) != 1 or id(found[0][0]) in judged:
        return
    units, place = found[0][1:]
    if data // 2 < units < data:
        yield RULE.present(f"{units} outputs for a data set of {data} classes", place)


def _judge(subject: Subject, use: LossUse, classes: int | None, data: int | None) -> Finding:
    units = use.head.units if use.head is not None else None
    if units is None or use.head is None or use.head.affine is None:
        return RULE.unknown("the number of outputs is not known", at(use.site))
    place = use.head.affine.evidence
    if units == 1:
        if _chosen(subject, use.site):
            return RULE.unknown("another loss may be taken for one output", at(use.site))
        return RULE.present(f"{use.name} on one output", place, at(use.site))
    if data is not None and data // 2 < units < data:
        message = f"{units} outputs for a data set of {data} classes"
        return RULE.present(message, place, at(use.site))
    if classes is None or use.framework != "keras" or use.loss is not Loss.CATEGORICAL:
        return RULE.absent(f"{use.name} on {units} outputs", place)
    if units != classes:
        message = f"{units} outputs for labels of {classes} classes"
        return RULE.present(message, place, at(use.site))
    return RULE.absent(f"{units} outputs for {classes} classes", place)


def _chosen(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the loss is one of two, in an expression with a condition."""
    return any(
        item.start <= site.call.start < item.end and _EITHER.search(item.value)
        for item in subject.assignments(site.path, 0, site.call.start)
    )


_CLASSES = {
    "mnist": 10, "fashionmnist": 10, "fashion_mnist": 10, "kmnist": 10, "qmnist": 10,
    "cifar10": 10, "cifar100": 100, "svhn": 10, "stl10": 10, "usps": 10, "reuters": 46,
}  # fmt: skip
_CHOSEN = re.compile(r"Subset|isin|in1d|target_transform|\.classes\b|label_mode")


def _data_classes(subject: Subject) -> int | None:
    """How many classes the one ready-made data set of the program has; None if that is open."""
    if any(subject.program.module(path).once(_chooses) for path in subject.program.paths):
        return None
    found = set()
    for qualified in subject.called_names:
        parts = qualified.lower().split(".")
        if "datasets" in parts[:-1] and parts[0] in {"torchvision", "keras", "tensorflow"}:
            name = parts[-2] if parts[-1] == "load_data" else parts[-1]
            if name in _CLASSES:
                found.add(_CLASSES[name])
    for site in subject.qualified("tensorflow_datasets.load"):
        named = str(subject.value(site, "name", 0).value).partition("/")[0]
        found.update({_CLASSES[named]} if named in _CLASSES else {0})
    return found.pop() if len(found) == 1 else None


def _chooses(module: Module) -> bool:
    """Whether some of the classes of a data set may be left out."""
    return any(_CHOSEN.search(f"{site.call.callee} {site.call.arguments}") for site in module.calls)


def _classes(subject: Subject) -> int | None:
    """The one number of classes that labels are made one-hot with; None if there are several."""
    found = set()
    for site in subject.named("to_categorical"):
        value = as_number(subject.value(site, "num_classes", 1))
        value = value or as_number(subject.value(site, "nb_classes"))
        found.add(int(value) if value else None)
    return found.pop() if len(found) == 1 else None
