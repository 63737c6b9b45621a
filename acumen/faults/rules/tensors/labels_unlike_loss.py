"""Labels of a Keras program look encoded otherwise than its loss takes them.

Categorical cross-entropy takes one-hot labels, its sparse form class numbers. With the wrong one
training fails, or broadcasts one against the other and learns nothing.

Bad:

    from keras.utils import to_categorical
    def labels(numbers):
        return to_categorical(numbers, 10)
    def build(model):
        model.compile("adam", loss="sparse_categorical_crossentropy")

Good:

    from keras.utils import to_categorical
    def labels(numbers):
        return to_categorical(numbers, 10)
    def build(model):
        model.compile("adam", loss="categorical_crossentropy")

Advice, over all files of a program: labels that one file makes one-hot and another takes as
numbers, a loss and a metric for different labels, and two losses for the labels of one name. A
program that decodes its labels again is left alone. What is followed from the labels to the loss is
said by the rule about the encoding of labels. Blind to data that is stored as it is used.

Sources: the documentation of keras.losses and keras.utils.to_categorical.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.losses import LossUse, loss_uses
from acumen.faults.lossnames import Loss
from acumen.faults.rule import KERAS, Rule, at
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU212",
    name="labels-unlike-loss",
    kind=RuleKind.SMELL,
    leaves=("tensors.input.type.method", "tensors.input.format.tensor_type"),
    frameworks=KERAS,
    confidence=Confidence.MEDIUM,
    fix="Take categorical cross-entropy for one-hot labels, the sparse form for class numbers.",
)

_KINDS = frozenset({Loss.CATEGORICAL, Loss.SPARSE})
_ONE_HOT = frozenset(
    {"to_categorical", "OneHotEncoder", "LabelBinarizer", "one_hot", "label_binarize"}
    | {"get_dummies"}
)
_INPUTS = re.compile(
    r"(?:^|[._(\s])(?:x|X|inputs?|text|tokens?|seq\w*|features?|words?|ids)(?![a-z])"
)
_NUMBERS = frozenset({"LabelEncoder", "factorize"})
_DECODED = re.compile(
    rb"(?:y|labels?|targets?|Y)\w*\s*=\s*(?:np|numpy|tf|K)\.argmax\(|\.argmax\([^()]*\)\s*#?.*label",
)
_TAKEN = re.compile(rb"argmax\(\s*(?:[\w.]*(?:_y|_label|labels?|y_test|y_val|y_true|Y_test))\b")


def check(subject: Subject) -> Iterator[Finding]:
    uses = [u for u in loss_uses(subject) if u.framework == "keras" and u.loss in _KINDS]
    if not uses:
        return
    for use in uses:
        reason = _metric(use) or _same_labels(subject, use, uses) or _encoding(subject, use, uses)
        if reason:
            yield RULE.present(f"{use.name}, {reason}", at(use.site))
        else:
            yield RULE.absent(f"nothing speaks against {use.name}", at(use.site))


def _metric(use: LossUse) -> str:
    for metric in use.metrics:
        if not metric.endswith(("categorical_accuracy", "categorical_crossentropy")):
            continue
        if metric.startswith("sparse_") is (use.loss is Loss.CATEGORICAL):
            return f"and the metric is {metric}"
    return ""


def _same_labels(subject: Subject, use: LossUse, uses: list[LossUse]) -> str:
    """Whether more models of the file, or earlier ones, take the same labels the other way."""
    near = [other for other in uses if other.site.path == use.site.path]
    others = [other for other in near if other.loss is not use.loss]
    alike = len(near) - len(others)
    if not others or len(others) < alike:
        return ""
    if len(others) == alike and others[0].site.call.start > use.site.call.start:
        return ""
    mine = _fitted(subject, use)
    for other in others:
        if mine and mine & _fitted(subject, other):
            line = other.site.call.first_line
            return f"and the loss in line {line} takes the same labels as {other.name}"
    return ""


def _fitted(subject: Subject, use: LossUse) -> set[str]:
    """Names of the labels that fits of the same receiver take in the same function."""
    path = use.site.path
    receiver = use.site.call.callee.rpartition(".")[0]
    start, end = subject.span_around(path, use.site.call.start)
    found = set()
    for site in subject.calls(path, start, end):
        owner, _, method = site.call.callee.rpartition(".")
        if owner != receiver or site.call.start <= use.site.call.start:
            continue
        if method == "compile":
            break
        if method == "fit":
            given = subject.argument(site, "y", 1)
            items = subject.constants.assigned(path, given, at=site.call.start)
            if given and len(items) < 2:
                found.add(given)
    return found


def _encoding(subject: Subject, use: LossUse, uses: list[LossUse]) -> str:
    """Whether the program as a whole encodes labels otherwise, and never decodes them."""
    if len({other.loss for other in uses}) > 1:
        return ""
    encoders = [
        site
        for site in subject.named(*sorted(_ONE_HOT))
        if not _INPUTS.search(site.call.arguments.partition(",")[0])
    ]
    modes = {subject.argument(s, n).strip("\"'") for s in subject.named(
        "flow_from_directory", "flow_from_dataframe", "image_dataset_from_directory")
        for n in ("class_mode", "label_mode")} - {""}  # fmt: skip
    sources = [subject.source(path) for path in subject.program.paths]
    if use.loss is Loss.SPARSE:
        if any(_DECODED.search(source) for source in sources):
            return ""
        if "categorical" in modes and modes <= {"categorical"}:
            return "and the images come with one-hot labels"
        if encoders and "get_dummies" not in encoders[0].call.callee:
            line = encoders[0].call.first_line
            return (
                f"and {encoders[0].call.callee} in {encoders[0].path}:{line} makes labels one-hot"
            )
        if any(_TAKEN.search(source) for source in sources):
            return "and class numbers are taken out of the labels with argmax"
        return ""
    if encoders or "categorical" in modes:
        return ""
    if modes and modes <= {"sparse", "int"}:
        return "and the images come with class numbers"
    plain = list(subject.named("image_dataset_from_directory"))
    if plain and not any(subject.argument(s, "label_mode") or subject.is_open(s) for s in plain):
        return "and the images come with class numbers"
    if subject.has_call(*_NUMBERS) and not any(b"eye(" in source for source in sources):
        return "and the labels are made class numbers, nowhere one-hot"
    return ""
