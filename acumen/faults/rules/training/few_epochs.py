"""The program trains for one epoch or none.

Most networks need many passes over their data; after one the loss is still falling.

Bad:

    from tensorflow import keras
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile(loss="mse")
    model.fit(x, y, epochs=1)

Good:

    from tensorflow import keras
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile(loss="mse")
    model.fit(x, y, epochs=50)

Advice only: a demonstration may stop after one epoch, and fine-tuning may need no more. Blind to
loops around fit.

Sources: the documentation of keras.Model.fit and transformers.TrainingArguments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import Block, BlockKind
from acumen.domain.finding import Confidence, Finding, Outcome, RuleKind
from acumen.faults.constants import as_number
from acumen.faults.fitting import model_fits
from acumen.faults.rule import JAX, KERAS, TORCH, Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.arguments import split_top_level
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU306",
    name="few-epochs",
    kind=RuleKind.SMELL,
    leaves=("training.hyper.epochs",),
    frameworks=(*TORCH, *KERAS, *JAX, "transformers"),
    confidence=Confidence.MEDIUM,
    fix="Train until the validation loss stops falling; EarlyStopping does it.",
)


_TRAINS = ("backward", "apply_gradients", "value_and_grad", "grad", "minimize", "apply_updates")
_NAMED = re.compile(
    r"(?:(?:num|n|nb|max|total|no_of)_)?epochs?(?:_num)?$|NUM_EPOCHS$", re.IGNORECASE
)
_EPOCHS = re.compile(
    r"(?:epoch|ep|e|epoch_\w+|\w+_epoch)\s+in\s+(?:\w+\.)*(?:tqdm\(|trange\(|track\()?(?:range\()?\s*"
    r"([^()]*(?:\([^()]*\)[^()]*)*?)\)?(?:,[^()]*\)|\))?$"
)


def check(subject: Subject) -> Iterator[Finding]:
    found = list(_uses(subject))
    if not any(finding.outcome is Outcome.PRESENT for finding in found):
        found += _constants(subject)
    yield from found


def _uses(subject: Subject) -> Iterator[Finding]:
    for site in model_fits(subject):
        if not subject.roots_of(site.path).isdisjoint(KERAS) and not site.qualified.startswith(
            "sklearn"
        ):
            yield _judge(subject, site, subject.argument(site, "epochs", 3))
    for site in subject.qualified("transformers.TrainingArguments"):
        yield _judge(subject, site, subject.argument(site, "num_train_epochs"))
    for site in subject.named("Trainer"):
        if re.match(r"(?:pytorch_lightning|lightning)\b", site.qualified):
            yield _judge(subject, site, subject.argument(site, "max_epochs"))
    if subject.has_call(*_TRAINS):
        for path in subject.program.paths:
            yield from _loops(subject, path)


def _constants(subject: Subject) -> Iterator[Finding]:
    """``EPOCHS = 1`` at the head of a program that trains, where no loop or call shows its use."""
    if not subject.has_call(*_TRAINS, "fit", "fit_generator", "train_on_batch"):
        return
    for path in subject.program.paths:
        for item in subject.assignments(path):
            name = item.target.partition(":")[0].strip()
            if not _NAMED.match(name) or subject.function_around(path, item.start) is not None:
                continue
            value = as_number(subject.constants.value(path, item.value, at=item.start))
            if value == 1 and item.operator == "=":
                yield RULE.present(f"{name} is 1", subject.place(path, item))


def _loops(subject: Subject, path: str) -> Iterator[Finding]:
    """``for epoch in range(EPOCHS):`` around something that trains."""
    for block in subject.program.modules[path].blocks:
        found = _EPOCHS.match(block.header) if block.kind is BlockKind.FOR else None
        if found is None or not _trains(subject, path, block):
            continue
        place = subject.place(path, block)
        parts = split_top_level(found[1])
        bounds = [
            as_number(subject.constants.value(path, part.strip(), at=block.start))
            for part in parts[:2]
        ]
        if None in bounds or not bounds:
            yield RULE.unknown(f"the number of epochs is computed: {found[1][:40]}", place)
            continue
        known = [bound for bound in bounds if bound is not None]
        value = known[-1] - (known[0] if len(known) > 1 else 0)
        if value <= 1:
            yield RULE.present(f"training for {value:g} epochs", place)
        else:
            yield RULE.absent(f"training for {value:g} epochs", place)


def _trains(subject: Subject, path: str, block: Block) -> bool:
    """Whether the loop itself makes gradients, or calls something that is named after training."""
    return any(
        site.call.callee.rpartition(".")[2] in _TRAINS
        or "train" in site.call.callee.lower()
        or site.call.callee.rpartition(".")[2] in {"update", "step", "fit"}
        for site in subject.calls(path, block.start, block.end)
    )


def _judge(subject: Subject, site: ResolvedCall, given: str) -> Finding:
    if subject.loops(site.path, site.call.start):
        return RULE.unknown("fit() stands in a loop of its own", at(site))
    if not given:
        if site.call.callee.endswith(".fit") and not subject.is_open(site):
            return RULE.unknown("the number of epochs is not given", at(site))
        return RULE.unknown("the number of epochs is not seen", at(site))
    value = as_number(subject.constants.value(site.path, given, at=site.call.start))
    if value is None:
        return RULE.unknown(f"the number of epochs is computed: {given[:40]}", at(site))
    if value <= 1:
        return RULE.present(f"training for {value:g} epochs", at(site))
    return RULE.absent(f"training for {value:g} epochs", at(site))
