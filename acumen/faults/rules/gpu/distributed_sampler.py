"""Processes of a distributed training see the same data, or the same order in every epoch.

Without a DistributedSampler every process trains on the whole data set. Without set_epoch() the
sampler gives one order for ever.

Bad:

    import torch
    sampler = torch.utils.data.distributed.DistributedSampler(data)
    loader = torch.utils.data.DataLoader(data, sampler=sampler)
    for epoch in range(10):
        for x, y in loader:
            criterion(model(x), y).backward()

Good:

    import torch
    sampler = torch.utils.data.distributed.DistributedSampler(data)
    loader = torch.utils.data.DataLoader(data, sampler=sampler)
    for epoch in range(10):
        sampler.set_epoch(epoch)
        for x, y in loader:
            criterion(model(x), y).backward()

Samplers for validation and samplers that do not shuffle are left alone, and so is data that is cut
by rank in any other way. A loader that is told to shuffle and given a sampler is refused by
PyTorch. Blind to loaders that a library wraps.

Sources: the documentation of torch.utils.data.distributed.DistributedSampler.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from acumen.domain.facts import BlockKind
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.leaders import SHARING_OUT
from acumen.faults.loops import TrainingStep, training_steps
from acumen.faults.privacy import is_made_private
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU406",
    name="distributed-sampler",
    kind=RuleKind.FAULT,
    leaves=("gpu.parallel",),
    frameworks=("torch",),
    confidence=Confidence.HIGH,
    fix="Give every loader a DistributedSampler and call its set_epoch() in each epoch.",
)

_SAMPLER = re.compile(r"torch\.utils\.data\.(?:distributed\.)?DistributedSampler$")
_HELD_OUT = re.compile(r"val|test|eval|dev", re.IGNORECASE)


_WRAPPERS = (
    "torch.nn.parallel.DistributedDataParallel",
    "torch.nn.parallel.distributed.DistributedDataParallel",
)
_LOADER = "torch.utils.data.DataLoader"
_BY_RANK = re.compile(r"rank|shard|split|world|[Ss]ampler|Iterable|webdataset|dali", re.IGNORECASE)


def check(subject: Subject) -> Iterator[Finding]:
    yield from _shuffled_and_sampled(subject)
    if not subject.roots.isdisjoint(SHARING_OUT):
        return
    yield from _unsampled(subject)
    trains = subject.has_call("backward")
    renewed = subject.has_call("set_epoch") or any(
        item.target.endswith("sampler.epoch")
        for path in subject.program.paths
        for item in subject.assignments(path)
    )
    repeated = any(map(_is_repeated(subject), training_steps(subject)))
    for site in subject.qualified_in("torch.utils.data"):
        if not _SAMPLER.match(site.qualified):
            continue
        shuffle = subject.value(site, "shuffle", 3)
        words = _target(subject, site) + subject.argument(site, "dataset", 0)
        words += _loader_of(subject, site)
        if _HELD_OUT.search(words) or (shuffle.known and shuffle.value is False):
            yield RULE.absent("this sampler need not change its order", at(site))
        elif is_made_private(subject, _loader_of(subject, site)):
            yield RULE.absent("a privacy engine draws the batches at random", at(site))
        elif _goes_nowhere(subject, site):
            yield RULE.present("the sampler is made and no loader is given it", at(site))
        elif renewed:
            yield RULE.absent("set_epoch() is called", at(site))
        elif _is_unused(subject, site):
            yield RULE.unknown("the function that makes it is not called here", at(site))
        elif subject.argument(site, "seed", 4) and subject.loops(site.path, site.call.start):
            yield RULE.absent("a sampler with a seed of its own is made for each epoch", at(site))
        elif not repeated:
            yield RULE.unknown("it is not seen that the data is gone over more than once", at(site))
        elif not trains or subject.is_open(site):
            yield RULE.unknown("no training is seen in the program", at(site))
        else:
            yield RULE.present("DistributedSampler and no set_epoch() in the program", at(site))


def _is_repeated(subject: Subject) -> Callable[[TrainingStep], bool]:
    """Whether a step may be come to in more than one epoch; not in the one loop of a module."""

    def repeated(step: TrainingStep) -> bool:
        loops = subject.loops(step.path, step.site.call.start)
        inside = subject.function_around(step.path, step.site.call.start) is not None
        return inside or len(loops) != 1 or loops[0].kind is BlockKind.WHILE

    return repeated


def _target(subject: Subject, site: ResolvedCall) -> str:
    before = subject.assignments(site.path, max(0, site.call.start - 300), site.call.start + 1)
    return " ".join(item.target for item in before if item.start <= site.call.start < item.end)


def _goes_nowhere(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the sampler is kept in a name of one function that hands it to nothing.

    A loader of the same data stands beside it and has no sampler.
    Asking whether there is one (``shuffle=sampler is None``) and ``set_epoch`` are no use of it.
    """
    name = _target(subject, site).strip()
    if not name.isidentifier():
        return False
    data = subject.argument(site, "dataset", 0)
    if not any(
        loader.path == site.path
        and subject.argument(loader, "dataset", 0) == data
        and not _may_be_given_more(subject, loader)
        and "sampler=" not in "".join(loader.call.arguments.split())
        for loader in subject.qualified(_LOADER)
    ):
        return False
    start, end = subject.span_around(site.path, site.call.start)
    text = subject.source(site.path)[start:end].decode("utf-8", "replace")
    word = rf"(?<![\w.]){re.escape(name)}(?!\w)"
    asked = rf"{word}\s*(?:=(?!=)|is\s+(?:not\s+)?None|\.set_epoch\()|not\s+{word}|#[^\n]*"
    return bool(text) and re.search(word, re.sub(asked, "", text)) is None


def _may_be_given_more(subject: Subject, site: ResolvedCall) -> bool:
    """Whether what is unpacked into a call may hold a sampler: not if it is written out there."""
    for argument in subject.arguments(site):
        if not argument.star:
            continue
        item = subject.constants.reaching(site.path, argument.text, at=site.call.start)
        value = item.value.strip() if item is not None and argument.text.isidentifier() else ""
        whole = value.startswith(("dict(", "{")) and value.endswith((")", "}"))
        if not whole or "sampler" in value or "**" in value:
            return True
    return False


def _is_unused(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the sampler stands in a plain function that the program never calls.

    One that trains as well may be the entry of a command.
    """
    around = subject.function_around(site.path, site.call.start)
    if around is None or "." in around.name or subject.has_call(around.name):
        return False
    inside = subject.calls(site.path, around.start, around.end)
    return not any(call.call.callee.endswith(".backward") for call in inside)


def _loader_of(subject: Subject, site: ResolvedCall) -> str:
    """The loader that is made with the sampler in place, or with the name it gets."""
    target = _target(subject, site)
    for loader in subject.qualified(_LOADER):
        if loader.path != site.path:
            continue
        held = loader.call.start < site.call.start < loader.call.end
        named = target and subject.argument(loader, "sampler", 3) == target
        same = subject.span_around(site.path, site.call.start) == subject.span_around(
            site.path, loader.call.start
        )
        if held or (named and same and loader.call.start > site.call.start):
            return _target(subject, loader)
    return ""


def _shuffled_and_sampled(subject: Subject) -> Iterator[Finding]:
    """Loaders that are told to shuffle and are given a sampler, which decides the order."""
    for site in subject.qualified(_LOADER):
        shuffle = subject.value(site, "shuffle", 2)
        sampler = subject.argument(site, "sampler", 3)
        if shuffle.known and shuffle.value is True and sampler:
            item = subject.constants.reaching(site.path, sampler, at=site.call.start)
            made = item.value if item is not None else sampler
            if "Sampler(" in made and " if " not in made:
                message = f"shuffle=True and sampler={sampler[:40]} exclude each other"
                yield RULE.present(message, at(site))
            else:
                yield RULE.unknown(f"whether {sampler[:40]} is a sampler is not known", at(site))


def _unsampled(subject: Subject) -> Iterator[Finding]:
    """A model that is trained by several processes, and a loader that knows nothing of them."""
    wrapped = next(iter(subject.qualified(*_WRAPPERS)), None)
    if wrapped is None or not subject.has_call("backward"):
        return
    if any(_BY_RANK.search(s.call.callee.rpartition(".")[2]) for s in _of_data(subject)):
        return
    for site in subject.qualified(_LOADER):
        if site.path != wrapped.path:
            continue  # what is trained with it may be another model
        shuffle = subject.value(site, "shuffle", 2)
        data = subject.argument(site, "dataset", 0)
        if not (shuffle.known and shuffle.value is True) or subject.is_open(site):
            continue
        if _HELD_OUT.search(_target(subject, site) + data) or "sampler" in site.call.arguments:
            continue
        item = subject.constants.reaching(site.path, data, at=site.call.start)
        if item is None or _BY_RANK.search(item.value):
            yield RULE.unknown(f"whether {data[:40]} is cut by rank is not known", at(site))
        else:
            message = "every process goes over all of the data: no DistributedSampler"
            yield RULE.present(message, at(site), at(wrapped))


def _of_data(subject: Subject) -> Iterator[ResolvedCall]:
    """Calls that may divide data between processes: samplers, shards, splits."""
    return (
        site
        for site in subject.program.calls()
        if not site.call.callee.endswith(("get_rank", "get_world_size", "set_rank"))
        and re.search(r"[Ss]ampler|shard|split_(?:data|by)|scatter", site.call.callee)
    )
