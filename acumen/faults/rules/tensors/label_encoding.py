"""Labels are not encoded as the loss takes them.

Cross-entropy in PyTorch takes class numbers as 64-bit integers of shape ``(n,)``, or probabilities
in floating point of the shape of the scores. Class numbers as floats or 32-bit integers, a column
of them, or one-hot integers are refused. Binary cross-entropy takes floats and refuses integers. In
Keras categorical cross-entropy takes one-hot labels and the sparse form class numbers.

Bad:

    import torch
    y = torch.tensor([0.0, 2.0, 1.0])
    loss = torch.nn.functional.cross_entropy(scores, y)

Good:

    import torch
    y = torch.tensor([0, 2, 1])
    loss = torch.nn.functional.cross_entropy(scores, y)

The labels must be followed to where they are made. Blind to data sets that the program defines
itself, and to functions that are given the batch.

Sources: the documentation of torch.nn.CrossEntropyLoss, torch.nn.BCELoss and keras.losses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.classnumbers import cast_to_float, is_class_number
from acumen.faults.fitting import model_fits
from acumen.faults.keras import keras_name
from acumen.faults.losses import LossUse, loss_uses
from acumen.faults.lossnames import Loss
from acumen.faults.rule import KERAS, Rule, at
from acumen.faults.subject import Subject
from acumen.faults.tensors import Layout, Numbers, form_of
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU207",
    name="label-encoding",
    kind=RuleKind.FAULT,
    leaves=("tensors.input.type.method", "tensors.input.format.tensor_type"),
    frameworks=("torch", *KERAS),
    confidence=Confidence.HIGH,
    fix="Give class numbers as long integers of shape (n,), binary targets as floats.",
)

_CLASSES = frozenset({Loss.SPARSE, Loss.NEGATIVE_LOG})
_LOADING = re.compile(r"datasets\.(?:mnist|fashion_mnist|cifar10|cifar100|reuters)\.load_data$")
_ENCODING = re.compile(
    r"to_categorical|one_hot|OneHotEncoder|LabelBinarizer|get_dummies|np\.eye|numpy\.eye"
    r"|label_binarize|CategoryEncoding|eye\("
)


def check(subject: Subject) -> Iterator[Finding]:
    for use in loss_uses(subject):
        if use.framework == "torch" and use.loss in _CLASSES:
            yield _classes(subject, use)
        elif use.framework == "torch" and use.loss is Loss.BINARY:
            yield _binary(subject, use)
        elif use.framework == "keras" and use.loss is Loss.CATEGORICAL:
            yield from _keras(subject, use)
        elif use.framework == "keras" and use.loss is Loss.SPARSE:
            yield from _sparse(subject, use)


def _classes(subject: Subject, use: LossUse) -> Finding:
    target = subject.argument(use.site, "target", 1)
    form = form_of(subject, use.site.path, target, use.site.call.start)
    shown = f"{target[:40]}: {' '.join(form.how.split())[:50]}"
    if form.layout is Layout.ONE_HOT:
        if form.numbers is Numbers.LONG or use.loss is Loss.NEGATIVE_LOG:
            return RULE.present(f"one-hot {form.numbers} instead of class numbers", at(use.site))
        return RULE.absent("one-hot labels in floating point", at(use.site))
    if form.layout is Layout.COLUMN:
        return RULE.present(f"a column of shape (n, 1) as class numbers ({shown})", at(use.site))
    if form.layout is Layout.ROW and form.numbers in {Numbers.FLOAT, Numbers.INT}:
        return RULE.present(f"{form.numbers} as class numbers ({shown})", at(use.site))
    cast = cast_to_float(target)
    if cast and form.layout is Layout.UNKNOWN and is_class_number(subject, use, cast):
        return RULE.present(f"{target[:40]} as class numbers in floating point", at(use.site))
    if form.numbers is Numbers.LONG:
        return RULE.absent(f"class numbers as {form.numbers}", at(use.site))
    return RULE.unknown(f"how {target[:40] or 'the target'} is encoded is not known", at(use.site))


def _binary(subject: Subject, use: LossUse) -> Finding:
    target = subject.argument(use.site, "target", 1)
    form = form_of(subject, use.site.path, target, use.site.call.start)
    if form.numbers in {Numbers.LONG, Numbers.INT}:
        return RULE.present(
            f"{form.numbers} as targets of {use.name} ({target[:40]})", at(use.site)
        )
    if form.numbers is Numbers.FLOAT:
        return RULE.absent(f"targets of {use.name} in floating point", at(use.site))
    return RULE.unknown(f"of which numbers {target[:40]} is made is not known", at(use.site))


def _keras(subject: Subject, use: LossUse) -> Iterator[Finding]:
    """Class numbers of a Keras data set, given as they are loaded."""
    path = use.site.path
    loaded = [s for s in subject.named("load_data") if _LOADING.match(keras_name(s.qualified))]
    names = {name for site in loaded if site.path == path for name in _labels(subject, site)}
    losses = {other.loss for other in loss_uses(subject) if other.framework == "keras"}
    if not names or len(losses) > 1:
        return
    encoded = _encodes(subject, path)
    for fit in model_fits(subject):
        given = subject.argument(fit, "y", 1)
        if fit.path != path or given not in names:
            continue
        again = len(subject.constants.assigned(path, given, at=fit.call.start)) > 1
        if encoded or again:
            yield RULE.absent("labels are encoded before they are used", at(fit))
        else:
            message = f"{given} is class numbers as loaded; {use.name} takes one-hot labels"
            yield RULE.present(message, at(fit), at(use.site))


def _sparse(subject: Subject, use: LossUse) -> Iterator[Finding]:
    """One-hot labels given to a loss that takes class numbers, on the same model."""
    path = use.site.path
    receiver = use.site.call.callee.rpartition(".")[0]
    for fit in model_fits(subject):
        given = subject.argument(fit, "y", 1)
        same = fit.call.callee.rpartition(".")[0] == receiver and fit.path == path
        if not same or fit.call.start < use.site.call.start or not given.isidentifier():
            continue
        again = [
            other
            for other in subject.methods("compile")
            if other.path == path
            and use.site.call.start < other.call.start < fit.call.start
            and other.call.callee == use.site.call.callee
        ]
        item = subject.constants.reaching(path, given, at=fit.call.start)
        if again or item is None or item.operator != "=":
            continue
        if _ENCODING.search(item.value) and "argmax" not in item.value:
            message = f"{given} is one-hot ({item.value[:40]}); {use.name} takes class numbers"
            yield RULE.present(message, at(fit), at(use.site))
        else:
            yield RULE.absent(f"{given} is not made one-hot", at(fit))


def _labels(subject: Subject, site: ResolvedCall) -> list[str]:
    """Names of the labels of ``(x, y), (u, v) = load_data()``."""
    for item in subject.assignments(site.path, max(0, site.call.start - 300), site.call.start + 1):
        if item.start <= site.call.start < item.end:
            names = re.findall(r"[^\W\d]\w*", item.target)
            return [names[1], names[3]] if len(names) == 4 else []
    return []


def _encodes(subject: Subject, path: str) -> bool:
    return any(_ENCODING.search(site.call.callee) for site in subject.calls(path)) or any(
        _ENCODING.search(item.value) for item in subject.assignments(path)
    )
