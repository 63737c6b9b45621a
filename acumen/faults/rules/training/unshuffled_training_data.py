"""Training batches come in the order of the data set.

Data sets are mostly sorted by class or by time. Without shuffling every batch holds one class, and
the network forgets each class while it learns the next.

Bad:

    from torch.utils.data import DataLoader
    train_loader = DataLoader(train_set, batch_size=32)
    train(model, train_loader)

Good:

    from torch.utils.data import DataLoader
    train_loader = DataLoader(train_set, batch_size=32, shuffle=True)
    train(model, train_loader)

Data that was mixed once, as by a random split, comes in one order all the same, in every epoch.

Samplers and data sets that are streams are left alone, and so is what is made anew for each epoch.
What is for training is known by its name only. Blind to data sets of libraries that shuffle
themselves, and to series whose order is meant.

Sources: the documentation of torch.utils.data.DataLoader and tf.data.Dataset.shuffle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import BlockKind
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.classes import parameters_of
from acumen.faults.flow import names_in
from acumen.faults.mixing import is_mixed
from acumen.faults.privacy import is_made_private
from acumen.faults.reach import Reach, reach
from acumen.faults.rule import Rule, at
from acumen.faults.samples import STREAM, drawn_at_random, is_of_a_streaming_library, is_stream
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU317",
    name="unshuffled-training-data",
    kind=RuleKind.SMELL,
    leaves=("training.prep.missing",),
    frameworks=("torch", "tensorflow"),
    confidence=Confidence.MEDIUM,
    cause="order-of-the-data",
    fix="Shuffle the training data: shuffle=True, a random sampler, or Dataset.shuffle.",
)

_TRAIN = re.compile(
    r"(?:^|[^a-zA-Z])(?:(?i:train|trn|tr)(?:$|[^a-zA-Z]|(?i:ing|set|data|load))|[Tt]rain(?=[A-Z]))"
)
_OTHER = re.compile(
    r"val|test|eval|dev|infer|predict|stats|mean|cache|embed|feature", re.IGNORECASE
)
_NOT_TRAIN = re.compile(r"train(?:ing)?\s*=\s*(?:False|0\b)|not\s+\w*train", re.IGNORECASE)
_TRAINS = (
    *("backward", "fit", "training_step", "train", "apply_gradients"),
    *("create_supervised_trainer", "apply_updates"),
)
_GRADIENTS = frozenset({*_TRAINS, "step", "grad", "value_and_grad", "update", "minimize"})
_LEARNERS = re.compile(
    r"model|net|opt|train|step|state|param|loss|criterion|learn|agent|engine|\bself\b|gan|coder",
    re.IGNORECASE,
)
_OPTIMISER = re.compile(r"(?:^|[._])(?:opt\w*|tx|trainer|learner|agent)$", re.IGNORECASE)
_COMPREHENDED = re.compile(rb"\S\s+for\s[^:]*\sin\s+(?:\w+\()?$")
_PLAIN_OPTIONS = re.compile(  # a dictionary that is written out, or one of two
    r"(?:\{[^{}]*\}|dict\((?:[^()*]|\([^()]*\))*\))"
    r"(?: if [\w.()]+ else (?:\{[^{}]*\}|dict\([^()*]*\)))?$"
)
_EPOCH = re.compile(r"^(?:async )?(?:for|while)\b.*epoch", re.IGNORECASE | re.DOTALL)
_FITTED = re.compile(
    rb"(?:scaler|normali[sz]er|tokeni[sz]er|whiten\w*|pca)\w*\.\w+\(\s*$", re.IGNORECASE
)
_COMMENT = re.compile(r"#[^\n]*")
_HELD_OUT = re.compile(r"_?(?:val|test|valid|validation|predict|eval)(?:_|$)", re.IGNORECASE)
_JUDGES = re.compile(
    r"_?(?:eval|valid|test|predict|infer|score|check|report|plot|show|visuali|sanity|len$|print$)",
    re.IGNORECASE,
)


def check(subject: Subject) -> Iterator[Finding]:
    for site in subject.named("DataLoader"):
        if site.qualified.startswith("torch.utils.data"):
            yield from _loader(subject, site)
    for path in subject.program.paths:
        if "tensorflow" in subject.roots_of(path):
            yield from _datasets(subject, path)


def _loader(subject: Subject, site: ResolvedCall) -> Iterator[Finding]:
    data = subject.argument(site, "dataset", 0)
    target = _target(subject, site)
    words = f"{target} {data}"
    if _NOT_TRAIN.search(data):
        return
    around = subject.function_around(site.path, site.call.start)
    if around is not None and _HELD_OUT.match(around.name.rpartition(".")[2]):
        return
    if not _TRAIN.search(words) or _OTHER.search(words):
        return
    if any(subject.argument(site, name) for name in ("sampler", "batch_sampler")):
        yield RULE.absent("a sampler chooses the order", at(site))
        return
    given = subject.argument(site, "shuffle", 2)
    value = subject.constants.value(site.path, given, at=site.call.start)
    if value.known and value.value:
        yield RULE.absent(f"shuffle={given}", at(site))
    elif (given and not value.known) or (not given and _may_be_unpacked(subject, site)):
        yield RULE.unknown(f"whether {target or data} is shuffled is computed", at(site))
    elif re.search(r"len\(|\.shape\[0\]|\.size\(0\)", subject.argument(site, "batch_size", 1)):
        yield RULE.unknown("one batch may hold all of the data", at(site))
    elif subject.argument(site, "batch_size", 1) == "None":
        yield RULE.unknown("the data set makes its batches itself", at(site))
    elif STREAM.search(data) or _is_stream(subject, site, data):
        yield RULE.unknown(f"{data[:40]} may be a stream", at(site))
    elif _is_read_in_an_expression(subject, site):
        yield RULE.unknown(
            f"{data[:40]} is gone over in one expression, without training", at(site)
        )
    elif drawn_at_random(subject, site, data):
        yield RULE.unknown(f"{data[:40]} makes its data at random", at(site))
    elif _is_made_anew(subject, site, data):
        yield RULE.unknown(f"{data[:40]} is made anew for each epoch", at(site))
    elif is_made_private(subject, target):
        yield RULE.absent("a privacy engine draws the batches at random", at(site))
    elif _is_made_again(subject, site, target):
        yield RULE.unknown(f"{target} is made again before anything is trained", at(site))
    elif _is_never_trained_with(subject, site, target):
        yield RULE.unknown(f"nothing is seen to train with {target}", at(site))
    elif _is_kept_in_step(subject, site, data, target):
        yield RULE.unknown(f"{target} is read in step with another loader of {data[:40]}", at(site))
    elif given and _beside_a_shuffled(subject, site, target):
        yield RULE.unknown(
            f"another loader shuffles; {target} may be read without training", at(site)
        )
    elif _is_looked_at(subject, site, target):
        yield RULE.unknown(f"one batch of {target} is looked at", at(site))
    elif not _makes_gradients(subject):
        yield RULE.unknown("no training is seen in the program", at(site))
    elif is_mixed(subject, site, data):
        message = f"{data[:40]} was mixed once: each epoch goes over it in that one order"
        yield RULE.present(message, at(site))
    else:
        shown = f"shuffle={given}" if given else "no shuffle"
        yield RULE.present(f"DataLoader({data[:40]}) for training with {shown}", at(site))


def _is_stream(subject: Subject, site: ResolvedCall, data: str) -> bool:
    return is_stream(subject, site, data) or is_of_a_streaming_library(subject, site, data)


def _may_be_unpacked(subject: Subject, site: ResolvedCall) -> bool:
    """Whether what is unpacked into the call may say how the data is ordered."""
    text = subject.source(site.path).decode("utf-8", "replace")
    for argument in subject.arguments(site):
        if not argument.star:
            continue
        name = argument.text
        if argument.star == 1 or not _is_written_out(subject, site, name):
            return True
        for found in re.finditer(rf"(?<![\w.]){re.escape(name)}(?:\[|\.\w+\()([^\n]*)", text):
            given = found[1].partition(")")[0].strip()
            if "shuffle" in found[0] or (
                ".update(" in found[0] and not _is_written_out(subject, site, given)
            ):
                return True
    return False


def _is_written_out(subject: Subject, site: ResolvedCall, name: str) -> bool:
    """Whether ``name`` is only ever a dictionary in full that says nothing of the order."""
    items = subject.constants.assigned(site.path, name, at=site.call.start)
    return bool(items) and all(
        _PLAIN_OPTIONS.match(" ".join(item.value.replace("\\\n", " ").split()))
        and "shuffle" not in item.value
        for item in items
    )


def _makes_gradients(subject: Subject) -> bool:
    return subject.has_call(*_TRAINS) or any(
        site.qualified.startswith("jax.") for site in subject.named("grad", "value_and_grad")
    )


def _is_read_in_an_expression(subject: Subject, site: ResolvedCall) -> bool:
    """Whether a comprehension goes over the loader where it is made, or a scaler is fitted."""
    text = subject.source(site.path)
    if _FITTED.search(text[max(0, site.call.start - 80) : site.call.start]):
        return True
    before = text[text.rfind(b"\n", 0, site.call.start) + 1 : site.call.start]
    return _COMPREHENDED.search(before) is not None


def _is_made_anew(subject: Subject, site: ResolvedCall, data: str) -> bool:
    """Whether the data is made in a function that is called for each epoch, or in such a loop."""
    item = (
        subject.constants.reaching(site.path, data, at=site.call.start)
        if data.isidentifier()
        else None
    )
    if item is None or "(" not in item.value:
        return False
    if any(_EPOCH.search(loop.header) for loop in subject.loops(site.path, item.start)):
        return True
    function = subject.function_around(site.path, item.start)
    return function is not None and "epoch" in parameters_of(function)


def _is_made_again(subject: Subject, site: ResolvedCall, target: str) -> bool:
    """Whether the same name gets another loader, with nothing that trains in between."""
    if not target.isidentifier():
        return False
    span = subject.span_around(site.path, site.call.start)
    for item in subject.assignments(site.path, site.call.end, span[1]):
        if item.target == target and "DataLoader(" in item.value:
            between = subject.calls(site.path, site.call.end, item.start)
            return not any(c.call.callee.rpartition(".")[2] in _TRAINS for c in between)
    return False


def _is_looked_at(subject: Subject, site: ResolvedCall, target: str) -> bool:
    """Whether nothing more is done with the loader than to take its first batch."""
    if not target.isidentifier() or subject.function_around(site.path, site.call.start):
        return False
    text = subject.source(site.path).decode("utf-8", "replace")
    uses = len(re.findall(rf"(?<![\w.]){target}\b(?!\s*=[^=])", text))
    looks = len(re.findall(rf"\bnext\(\s*iter\(\s*{target}\s*\)", text))
    return 0 < looks == uses


def _is_never_trained_with(subject: Subject, site: ResolvedCall, target: str) -> bool:
    """Whether each reading of the loader is seen, and none of them comes to gradients.

    It is gone over in loops without any, given to functions that judge or make none, or counted.
    """
    if not target.isidentifier():
        return False
    path = site.path
    start, end = _while_it_holds(subject, site, target)
    text = _COMMENT.sub("", subject.source(path)[start:end].decode("utf-8", "replace"))
    uses = len(re.findall(rf"(?<![\w.]){target}\b(?!\s*=[^=])", text))
    seen = 0
    for block in subject.program.modules[path].blocks:
        if block.kind is not BlockKind.FOR or not start <= block.start < end:
            continue
        named = names_in(block.header.partition(" in ")[2]).count(target)
        if named:
            if _comes_to_gradients(subject, path, (block.start, block.end)):
                return False
            seen += named
    for other in subject.calls(path, start, end):
        if target not in {argument.text for argument in subject.arguments(other)}:
            continue
        last = other.call.callee.rpartition(".")[2]
        if _in_head(subject, other):
            continue
        defined = subject.definition(path, other.qualified)
        if defined is None and not _JUDGES.match(last):
            return False
        if defined is not None:
            where, function = defined
            span = (function.start, function.end)
            if reach(subject, where, span, _trains, carriers=_LEARNERS) not in (
                {Reach.NO, Reach.MAYBE} if _JUDGES.match(last) else {Reach.NO}
            ):
                return False
        seen += 1
    return 0 < seen == uses


def _while_it_holds(subject: Subject, site: ResolvedCall, target: str) -> tuple[int, int]:
    """From where the loader is made to where its name gets another one, in the same scope."""
    start, end = subject.span_around(site.path, site.call.start)
    if subject.loops(site.path, site.call.start):
        return start, end
    items = subject.constants.assigned(site.path, target, at=site.call.start)
    own = [item for item in items if item.start <= site.call.start < item.end]
    later = [i.start for i in items if i.start > site.call.end and "oader(" in i.value]
    return (own[0].start if own else start), min([*later, end])


def _comes_to_gradients(subject: Subject, path: str, span: tuple[int, int]) -> bool:
    return reach(subject, path, span, _trains, carriers=_LEARNERS) is not Reach.NO


def _trains(site: ResolvedCall) -> bool:
    receiver, _, method = site.call.callee.rpartition(".")
    if method == "update":  # of an optimiser of JAX; meters and dictionaries have it as well
        return _OPTIMISER.search(receiver) is not None
    if method == "train" and site.call.arguments.strip() in {"", "True", "False"} and receiver:
        return False  # a mode
    return method in _GRADIENTS


def _in_head(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the call stands in the head of a loop, of which the block tells."""
    return any(
        block.kind is BlockKind.FOR and site.call.start < block.start + len(block.header) + 16
        for block in subject.program.blocks_around(site.path, site.call.start)
    )


def _is_kept_in_step(subject: Subject, site: ResolvedCall, data: str, target: str) -> bool:
    """Whether ``zip`` goes over the loader and others of the same data, so that orders must fit."""
    if not target.isidentifier() or not data.isidentifier():
        return False
    span = subject.span_around(site.path, site.call.start)
    others = {
        item.target
        for item in subject.assignments(site.path, *span)
        if item.target != target and "oader" in item.value and data in names_in(item.value)
    }
    zipped = [s for s in subject.named("zip") if s.path == site.path and span[0] <= s.call.start]
    return any(
        target in names and not others.isdisjoint(names)
        for names in (names_in(s.call.arguments) for s in zipped if s.call.start < span[1])
    )


def _beside_a_shuffled(subject: Subject, site: ResolvedCall, target: str) -> bool:
    """Whether a loader of the same function, by name the plain one, does shuffle."""
    span = subject.span_around(site.path, site.call.start)
    words = set(re.findall(r"[a-z]+", target.lower()))
    for other in subject.calls(site.path, *span):
        plain = set(re.findall(r"[a-z]+", _target(subject, other).lower()))
        if (
            other.call.callee.endswith("DataLoader")
            and plain < words
            and subject.value(other, "shuffle", 2).value
        ):
            return True
    return False


def _target(subject: Subject, site: ResolvedCall) -> str:
    """What the loader is assigned to, or the function that returns it."""
    for item in subject.assignments(site.path, max(0, site.call.start - 400), site.call.start + 1):
        if item.start <= site.call.start < item.end:
            return item.target
    around = subject.function_around(site.path, site.call.start)
    if around is None:
        return ""
    made = [s for s in subject.named("DataLoader") if s.path == site.path]
    alone = sum(around.start <= s.call.start < around.end for s in made) == 1
    return around.name.rpartition(".")[2] if alone else ""


def _datasets(subject: Subject, path: str) -> Iterator[Finding]:
    """``train = tf.data.Dataset.from_tensor_slices(...).batch(32)`` that is never shuffled."""
    for item in subject.assignments(path):
        if not _TRAIN.search(item.target) or _OTHER.search(item.target):
            continue
        if "from_tensor_slices(" not in item.value or not item.target.isidentifier():
            continue
        place = subject.place(path, item)
        named = subject.constants.assigned(path, item.target, at=item.end)
        chain = " ".join(other.value for other in named)
        used = re.compile(rf"\b{re.escape(item.target)}\b.*\.shuffle\(")
        later = any(
            used.search(other.call.callee + "(") or used.search(other.call.arguments)
            for other in subject.calls(path, item.start)
        )
        if ".shuffle(" in chain or later:
            yield RULE.absent(f"{item.target} is shuffled", place)
        elif ".batch(" not in chain or len(item.value) >= 300:
            yield RULE.unknown(f"how {item.target} goes on is not followed", place)
        else:
            yield RULE.present(f"{item.target} is batched and never shuffled", place)
