"""Images that are stored class by class are trained on in that order.

A folder of pictures is read one class after the other. Without shuffling every batch holds a single
class, and the network forgets each of them while it learns the next.

Bad:

    import torch
    from torch.utils.data import DataLoader
    from torchvision.datasets import ImageFolder
    loader = DataLoader(ImageFolder("train"), batch_size=32)
    for images, labels in loader:
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(net(images), labels).backward()
        optimizer.step()

Good:

    import torch
    from torch.utils.data import DataLoader
    from torchvision.datasets import ImageFolder
    loader = DataLoader(ImageFolder("train"), batch_size=32, shuffle=True)
    for images, labels in loader:
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(net(images), labels).backward()
        optimizer.step()

The rule speaks only where the very loader is seen to be trained with, and its labels are used; in
Keras where the folder that ``fit`` goes over is told not to shuffle. Blind to folders behind a data
set of the program, and to Lightning, which goes over the loader itself.

Sources: the documentation of torchvision.datasets.ImageFolder and of
keras.utils.image_dataset_from_directory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import Block, BlockKind
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.batches import loader_of
from acumen.faults.flow import names_in
from acumen.faults.loops import TrainingStep, is_optimiser_step, training_steps
from acumen.faults.origins import Kind, Origin, origins
from acumen.faults.privacy import ENGINES
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU344",
    name="class-by-class",
    kind=RuleKind.FAULT,
    leaves=("training.prep.missing",),
    frameworks=("torch", "tensorflow", "keras"),
    confidence=Confidence.HIGH,
    cause="order-of-the-data",
    fix="Shuffle the training data: shuffle=True, or a random sampler.",
)

_LOADER = re.compile(r"torch\.utils\.data\.(?:dataloader\.)?DataLoader$")
_FOLDER = re.compile(r"torchvision\.datasets\.(?:folder\.)?(?:ImageFolder|DatasetFolder)$")
_READERS = frozenset({"flow_from_directory", "image_dataset_from_directory"})
_FARTHEST = 2000  # bytes from a statement to a call in it
_ALL_AT_ONCE = re.compile(r"len\(|\.shape\[0\]|\.size\(0\)")


def check(subject: Subject) -> Iterator[Finding]:
    said = set()
    for step in training_steps(subject):
        for site in _walked(subject, step):
            if (site.path, site.call.start) not in said:
                said.add((site.path, site.call.start))
                yield _judge(subject, site)
    for fitted in subject.methods("fit", "fit_generator"):
        yield from _keras(subject, fitted)


def _walked(subject: Subject, step: TrainingStep) -> Iterator[ResolvedCall]:
    """Loaders of folders that the loop around a training step goes over, and nothing else."""
    for loop in subject.loops(step.path, step.site.call.start):
        if loop.kind is not BlockKind.FOR or not _uses_labels(subject, step.path, loop):
            continue
        if not any(map(is_optimiser_step, subject.calls(step.path, loop.start, loop.end))):
            continue
        begun = origins(subject, step.path, loader_of(subject, step.path, loop), loop.start)
        made = [_made(subject, one) for one in begun]
        for site in made:
            if site is not None and _is_folder(subject, site):
                yield site


def _uses_labels(subject: Subject, path: str, loop: Block) -> bool:
    """Whether the second part of a batch goes into a call."""
    label = _label(subject, path, loop)
    return label not in {"", "_"} and any(
        label in names_in(site.call.arguments)
        for site in subject.calls(path, loop.start, loop.end)
        if not site.call.callee.startswith(f"{label}.")
    )


def _label(subject: Subject, path: str, loop: Block) -> str:
    """The name of the second of two parts of a batch; "" if there are not two."""
    targets, _, iterated = loop.header.removeprefix("for ").partition(" in ")
    if "enumerate(" in iterated:
        targets = targets.strip().partition(",")[2]
    names = [name.strip() for name in targets.strip(" ()").split(",")]
    if len(names) == 2:
        return names[1]
    for item in subject.assignments(path, loop.start, loop.end):
        pair = [name.strip() for name in item.target.strip("()[] ").split(",")]
        whole = re.match(r"[^\W\d]\w*", item.value.strip())
        if len(pair) == 2 and len(names) == 1 and whole and whole[0] == names[0]:
            return pair[1]
    return ""


def _made(subject: Subject, one: Origin) -> ResolvedCall | None:
    """The call of DataLoader that an origin is."""
    if one.kind is not Kind.CALL or one.call is None:
        return None
    for site in subject.calls(one.path, one.at, one.at + _FARTHEST):
        if site.call.callee == one.call.callee:
            return site if _LOADER.match(site.qualified) else None
    return None


def _is_folder(subject: Subject, site: ResolvedCall) -> bool:
    data = subject.argument(site, "dataset", 0)
    begun = origins(subject, site.path, data, site.call.start)
    return bool(begun) and all(
        one.call is not None
        and _FOLDER.match(subject.meaning(one.path, one.call.callee, one.at)) is not None
        for one in begun
    )


def _judge(subject: Subject, site: ResolvedCall) -> Finding:
    given = subject.argument(site, "shuffle", 2)
    shuffle = subject.constants.value(site.path, given, at=site.call.start)
    data = subject.argument(site, "dataset", 0)[:40]
    if any(subject.argument(site, name) for name in ("sampler", "batch_sampler")):
        return RULE.absent("a sampler chooses the order", at(site))
    if shuffle.known and shuffle.value:
        return RULE.absent(f"shuffle={given}", at(site))
    if (given and not shuffle.known) or subject.is_open(site):
        return RULE.unknown(f"whether {data} is shuffled is computed", at(site))
    size = subject.argument(site, "batch_size", 1)
    if _ALL_AT_ONCE.search(size) or not size:
        return RULE.unknown("the size of the batches leaves the order open", at(site))
    if any(_mixes_samples(one) for one in subject.named("shuffle", "sample", "permutation")):
        return RULE.unknown("the list of images may be shuffled in place", at(site))
    if subject.has_call(*ENGINES):
        return RULE.unknown("a privacy engine may draw the batches at random", at(site))
    return RULE.present(f"{data} is stored class by class, and trained on in that order", at(site))


def _mixes_samples(site: ResolvedCall) -> bool:
    return any(name in site.call.arguments for name in (".samples", ".imgs", ".targets"))


def _keras(subject: Subject, fitted: ResolvedCall) -> Iterator[Finding]:
    """``fit`` over a folder that is told not to shuffle."""
    text = subject.argument(fitted, "x", 0) or subject.argument(fitted, "generator", 0)
    if subject.roots_of(fitted.path).isdisjoint({"tensorflow", "keras", "tf_keras"}):
        return
    for one in origins(subject, fitted.path, text, fitted.call.start):
        call = one.call
        if call is None or call.method not in _READERS or any(a.star for a in call.arguments):
            continue
        mode = call.argument("class_mode") or call.argument("label_mode") or call.argument("labels")
        if mode.strip("'\"") in {"None", "input"}:
            continue
        shuffle = subject.constants.value(one.path, call.argument("shuffle"), at=one.at)
        sites = subject.calls(one.path, one.at, one.at + _FARTHEST)
        site = next((s for s in sites if s.call.callee == call.callee), None)
        if site is not None and shuffle.known and shuffle.value is False:
            message = "a folder is read class by class, and fit() goes over it in that order"
            yield RULE.present(message, at(site))
        elif site is not None:
            yield RULE.absent(f"{call.method} shuffles, or may", at(site))
