"""The data that is held out is the data that is trained on.

A score on training data says how well the network remembers, and over-fitting stays unseen.

Bad:

    from tensorflow import keras
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile(loss="mse")
    model.fit(x_train, y_train, validation_data=(x_train, y_train))

Good:

    from tensorflow import keras
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile(loss="mse")
    model.fit(x_train, y_train, validation_data=(x_test, y_test))

A slice of the very array that is trained on whole counts too. Blind to copies under another name
and to the same files read twice.

Sources: the documentation of keras.Model.fit and transformers.Trainer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import BlockKind
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.expressions import outer_call
from acumen.faults.fitting import model_fits
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.arguments import split_top_level
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU313",
    name="validation-is-training-data",
    kind=RuleKind.FAULT,
    leaves=("training.valid.split",),
    frameworks=("keras", "tensorflow", "torch", "transformers", "tf_keras", "keras_core"),
    confidence=Confidence.HIGH,
    fix="Split the data once, before training, and validate on the part that was not trained on.",
)

_HELD_OUT = re.compile(
    r"(?:^|[^a-z])(?:val|valid|validation|test|eval|dev)(?:$|[^a-z]|set|load|data)", re.IGNORECASE
)
_KERAS_MODELS = tuple(
    f"{root}.{name}"
    for root in ("keras", "tensorflow.keras", "tf_keras")
    for name in ("Model", "models.Model", "Sequential")
)
_DRAWS = re.compile(rb"\brandom\b|\brng\b|\brand(?:n|int)?\(|default_rng")
_TRAIN = re.compile(r"train", re.IGNORECASE)
_SLICED = re.compile(r"([\w.]+)\[[^\[\]]*:[^\[\]]*\]$")


def check(subject: Subject) -> Iterator[Finding]:
    for site in (*model_fits(subject), *subject.methods("fit_generator")):
        if not subject.roots_of(site.path).isdisjoint({"keras", "tensorflow", "tf_keras"}):
            yield from _fit(subject, site)
    for site in subject.qualified_in("transformers"):
        if site.qualified.endswith("Trainer"):
            yield from _trainer(subject, site)
    for path in subject.about:
        yield from _loaders(subject, path)


def _fit(subject: Subject, site: ResolvedCall) -> Iterator[Finding]:
    held = subject.argument(site, "validation_data")
    if not held:
        return
    data = subject.argument(site, "x", 0) or subject.argument(site, "generator", 0)
    labels = subject.argument(site, "y", 1)
    trained = [text for text in (data, labels) if text]
    parts = split_top_level(held.strip().strip("()[]")) if held.strip()[:1] in "([" else [held]
    if not trained:
        return
    if len(parts) > len(trained) or subject.argument(site, "sample_weight"):
        yield RULE.unknown("weights of the samples may tell the parts apart", at(site))
        return
    if any(subject.method(*one, "test_step") for one in subject.classes_of(*_KERAS_MODELS)):
        yield RULE.unknown("a model of the program judges in a way of its own", at(site))
        return
    if _is_drawn_anew(subject, site, held):
        yield RULE.unknown(f"validation_data={held[:60]} may be drawn anew", at(site))
        return
    if [p.strip() for p in parts[: len(trained)]] == trained or parts[0].strip() == trained[0]:
        yield RULE.present(f"validation_data={held[:60]} is what is trained on", at(site))
        return
    sliced = _SLICED.match(parts[0].strip())
    if sliced and sliced[1] == trained[0]:
        yield RULE.present(f"{parts[0].strip()} is a part of {trained[0]}", at(site))
    else:
        yield RULE.absent(f"validation_data={held[:60]} is another object", at(site))


def _is_drawn_anew(subject: Subject, site: ResolvedCall, held: str) -> bool:
    """Whether a function of the program is called that makes its data up at random."""
    call = outer_call(held.strip())
    if call is None:
        return False
    defined = subject.definition(
        site.path, subject.meaning(site.path, call.callee, site.call.start)
    )
    if defined is None:
        return False
    path, function = defined
    return _DRAWS.search(subject.source(path), function.start, function.end) is not None


def _trainer(subject: Subject, site: ResolvedCall) -> Iterator[Finding]:
    trained = subject.argument(site, "train_dataset")
    held = subject.argument(site, "eval_dataset")
    if not trained or not held or held == "None":
        return
    if trained == held:
        yield RULE.present(f"train_dataset and eval_dataset are both {held[:60]}", at(site))
    else:
        yield RULE.absent("train_dataset and eval_dataset are different objects", at(site))


def _excludes(subject: Subject, one: ResolvedCall, other: ResolvedCall) -> bool:
    """Whether the two stand in different arms of a condition, so that only one is ever run."""
    path, facts = one.path, subject.program.modules[one.path]
    shared = {
        block.start
        for block in subject.program.blocks_around(path, one.call.start)
        if block.kind is BlockKind.IF and block.start <= other.call.start < block.end
    }
    return any(
        clause.owner in shared
        and (clause.start <= one.call.start < clause.end)
        != (clause.start <= other.call.start < clause.end)
        for clause in facts.clauses
    )


def _loaders(subject: Subject, path: str) -> Iterator[Finding]:
    """Two loaders over one data set, of which one is for training and one for validation."""
    loaders: list[tuple[str, str, ResolvedCall]] = []
    for site in subject.named("DataLoader"):
        if site.path != path or not site.qualified.startswith("torch.utils.data"):
            continue
        if subject.argument(site, "sampler") or subject.argument(site, "batch_sampler"):
            continue
        if subject.is_open(site):
            continue  # what is unpacked may name a sampler
        around = subject.assignments(path, max(0, site.call.start - 300), site.call.start + 1)
        loaders += [
            (item.target, subject.argument(site, "dataset", 0), site)
            for item in around
            if item.start <= site.call.start < item.end
        ]
    for target, data, site in loaders:
        if not data.isidentifier() or not _HELD_OUT.search(target) or _TRAIN.search(target):
            continue
        same = [
            other
            for name, others, other in loaders
            if others == data and _TRAIN.search(name) and not _HELD_OUT.search(name)
        ]
        function = subject.span_around(path, site.call.start)
        same = [o for o in same if subject.span_around(path, o.call.start) == function]
        same = [o for o in same if not _excludes(subject, o, site)]
        assigned = subject.constants.assigned(path, data, at=site.call.start)
        if same and len(assigned) == 1:
            yield RULE.present(f"{target} goes over {data}, which is trained on", at(site))
        elif not same:
            yield RULE.absent(f"{target} goes over {data}, which no training loader does", at(site))
