"""Images are changed at random where the model is judged.

A validation or test set behind random crops, flips or colours gives another figure each time, and
one that is worse than the model. Augmentation belongs to the training data alone.

Bad:

    from torchvision import datasets, transforms
    augmented = transforms.Compose([transforms.RandomCrop(28), transforms.ToTensor()])
    test_set = datasets.MNIST("data", train=False, transform=augmented)

Good:

    from torchvision import datasets, transforms
    plain = transforms.Compose([transforms.CenterCrop(28), transforms.ToTensor()])
    test_set = datasets.MNIST("data", train=False, transform=plain)

The same for Keras generators that share their changes between the two parts of a split. Averaging
over several changed copies on purpose (named so) is left alone. Blind to pipelines that a function
builds, and to libraries other than torchvision and Keras.

Sources: the documentation of torchvision.transforms and keras.preprocessing.image.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.keras import keras_name
from acumen.faults.rule import KERAS, Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU329",
    name="random-evaluation",
    kind=RuleKind.FAULT,
    leaves=("training.proc.dup_augment",),
    frameworks=("torchvision", *KERAS),
    confidence=Confidence.HIGH,
    fix="Give validation and test data a pipeline of their own without random steps.",
)

_RANDOM = re.compile(
    r"torchvision\.transforms\.(?:v2\.)?(?:Random(?!Choice$|Order$)\w+|ColorJitter|AutoAugment"
    r"|RandAugment|TrivialAugmentWide|AugMix|ElasticTransform)$"
)
_SWITCHED = re.compile(r"Random(?:HorizontalFlip|VerticalFlip|Invert|Grayscale)$")  # p decides
_TURN = re.compile(r"[(\[]\s*([-\d.]+)\s*,\s*([-\d.]+)\s*[)\]]$")  # from, to
_TRANSFORMS = re.compile(r"torchvision\.transforms(?:\.v2|\.transforms)?\.Compose$")
_JUDGING = re.compile(r"(?:^|[^a-z])(?:val|valid|validation|test|eval)(?![a-z])", re.IGNORECASE)
_TRAINING = re.compile(r"train|tta|augment|finetun|support|query|adapt|memory", re.IGNORECASE)
_PLAIN = re.compile(r"(?:self\.)?[^\W\d]\w*$")
_SPLITS = frozenset({"val", "valid", "validation", "test", "eval"})
_KEY = re.compile(rb"""['"](val|valid|validation|test|eval)['"]\s*:\s*\Z""")
_CHANGES = (
    "rotation_range",
    "width_shift_range",
    "height_shift_range",
    "brightness_range",
    "shear_range",
    "zoom_range",
    "channel_shift_range",
    "horizontal_flip",
    "vertical_flip",
)


def check(subject: Subject) -> Iterator[Finding]:
    for path in subject.program.paths:
        if "torchvision" in subject.roots_of(path):
            for site in subject.calls(path):
                if "transform" in site.call.arguments and _is_judged(subject, site):
                    yield from _data_set(subject, site)
    for site in subject.named("Compose"):
        if site.qualified.startswith("torchvision.transforms"):
            yield from _entry(subject, site)
    for site in subject.named("flow_from_directory", "flow_from_dataframe", "flow"):
        yield from _keras_part(subject, site)


def _is_judged(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the call makes a data set to judge by."""
    if not subject.argument(site, "transform"):
        return False
    if re.match(r"torchvision\.datasets\.\w+$", site.qualified):
        train = subject.value(site, "train")
        if train.known:
            return train.value is False
        split = subject.value(site, "split")
        if split.known:
            return split.value in _SPLITS
    elif site.qualified.startswith("torchvision."):
        return False
    first = subject.value(site, "root", 0).value
    words = f"{_target(subject, site)} {first if isinstance(first, str) else ''}"
    return bool(_JUDGING.search(words)) and not _TRAINING.search(words)


def _target(subject: Subject, site: ResolvedCall) -> str:
    for item in subject.assignments(site.path, max(0, site.call.start - 200), site.call.start + 1):
        if item.start <= site.call.start < item.end and item.value.startswith(site.call.callee):
            return item.target
    return ""


def _data_set(subject: Subject, site: ResolvedCall) -> Iterator[Finding]:
    given = subject.argument(site, "transform")
    steps: list[ResolvedCall] | None = None
    if given.isidentifier():
        made = subject.constants.reaching(site.path, given, at=site.call.start)
        if made is not None and ("Compose(" in made.value or "transforms." in made.value):
            steps = subject.calls(site.path, made.start, made.end)
    elif "(" in given:
        steps = subject.inside(site)
    other = _pipeline_beside(subject, site, given)
    if other:
        yield RULE.present(f"data to judge by passes {given}; {other} stands beside it", at(site))
    elif steps is None:
        yield RULE.unknown(f"what {given[:40]} does is not seen", at(site))
    elif random := [step for step in steps if _is_random(subject, step)]:
        if not _trains_with(subject, site, random):
            yield RULE.unknown("training changes nothing so: a test of robustness?", at(site))
            return
        names = ", ".join(step.qualified.rpartition(".")[2] for step in random)
        yield RULE.present(f"data to judge by passes {names}", at(site), at(random[0]))
    else:
        yield RULE.absent("data to judge by is not changed at random", at(site))


def _pipeline_beside(subject: Subject, site: ResolvedCall, given: str) -> str:
    """The pipeline to judge with, where data is given the one for training in its place."""
    head, found, last = given.rpartition("train")
    if not found or "(" in given or not _PLAIN.match(given):
        return ""
    for name in ("val", "test", "valid", "eval", "validation"):
        other = f"{head}{name}{last}"
        if any(item.target == other for item in subject.assignments(site.path)):
            return other
    return ""


def _trains_with(subject: Subject, site: ResolvedCall, random: list[ResolvedCall]) -> bool:
    """Whether training data may be changed at random: by the same list, or by another."""
    places = {step.call.start for step in random}
    given = subject.argument(site, "transform")
    shared = sum(
        subject.argument(other, "transform") == given
        for other in subject.calls(site.path)
        if "transform" in other.call.arguments
    )
    others = [
        other
        for other in subject.named("Compose")
        if _TRANSFORMS.match(other.qualified)
        and not any(other.call.start < place < other.call.end for place in places)
    ]
    changed = any(
        _is_random(subject, step) and step.call.start not in places
        for step in subject.program.calls()
    )
    return shared > 1 or not others or changed


def _is_random(subject: Subject, site: ResolvedCall) -> bool:
    if not _RANDOM.match(site.qualified) or subject.value(site, "p").value == 0:
        return False
    name = site.qualified.rpartition(".")[2]
    if _SWITCHED.match(name):
        return subject.value(site, "p", 0).value not in {0, 1}
    if name == "RandomRotation":
        found = _TURN.match(subject.argument(site, "degrees", 0).strip())
        return found is None or found[1] != found[2]
    return True


def _entry(subject: Subject, site: ResolvedCall) -> Iterator[Finding]:
    """``{"train": Compose(...), "val": Compose(...)}``."""
    before = subject.source(site.path)[max(0, site.call.start - 60) : site.call.start]
    key = _KEY.search(before)
    if key is None:
        return
    random = [step for step in subject.inside(site) if _is_random(subject, step)]
    if random:
        names = ", ".join(step.qualified.rpartition(".")[2] for step in random)
        yield RULE.present(f"the pipeline for {key[1].decode()} has {names}", at(site))
    else:
        yield RULE.absent(f"the pipeline for {key[1].decode()} has no random step", at(site))


def _keras_part(subject: Subject, site: ResolvedCall) -> Iterator[Finding]:
    """``generator.flow_from_directory(..., subset="validation")`` with random changes."""
    if subject.value(site, "subset").value != "validation":
        return
    receiver = site.call.callee.rpartition(".")[0]
    made = subject.constants.reaching(site.path, receiver, at=site.call.start)
    if made is None:
        yield RULE.unknown(f"how {receiver} is made is not seen", at(site))
        return
    for maker in subject.calls(site.path, made.start, made.end):
        if keras_name(maker.qualified).endswith("image.ImageDataGenerator"):
            given = [name for name in _CHANGES if _changes(subject, maker, name)]
            if given:
                shown = f"the validation part of {receiver} is changed by {', '.join(given)}"
                yield RULE.present(shown, at(site), at(maker))
            elif subject.is_open(maker):
                yield RULE.unknown("arguments are unpacked into the generator", at(site))
            else:
                yield RULE.absent(f"{receiver} changes nothing at random", at(site))
            return


def _changes(subject: Subject, maker: ResolvedCall, name: str) -> bool:
    if not subject.argument(maker, name):
        return False
    value = subject.value(maker, name)
    return bool(value.value) if value.known else False
