"""The model is moved to a device and what it is fed is not.

The first forward pass then fails with operands on two devices, or the loss does if only the
inputs were moved.

Bad:

    import torch
    model.to(device)
    for x, y in loader:
        x = x.to(device)
        loss = criterion(model(x), y)
        loss.backward()

Good:

    import torch
    model.to(device)
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        loss = criterion(model(x), y)
        loss.backward()

A model of the program that is never moved, where its batches are, fails the same way. Models and
loaders are known by where they are made, or by their names. Functions that are given the batch and
cannot be read leave the question open. Blind to loaders that move batches themselves, unless they
are called so, and to devices set by default.

Sources: the documentation of torch.nn.Module.to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from acumen.domain.evidence import Evidence
from acumen.domain.facts import Block, BlockKind
from acumen.domain.finding import Confidence, Finding, Outcome, RuleKind
from acumen.faults.apart import apart
from acumen.faults.batches import (
    LOADER,
    MOVES,
    batch_loop,
    batch_parts,
    batch_targets,
    loader_of,
    moves_inside,
    takes_out,
)
from acumen.faults.devices import is_moved
from acumen.faults.loops import training_steps
from acumen.faults.networkmoves import (
    any_network_moves,
    is_given,
    is_that,
    made_as,
    moved_network,
    runs_model,
)
from acumen.faults.rule import Rule, at
from acumen.faults.selfmoving import batch_movers, keeps_moved, speaks_of_movers
from acumen.faults.subject import Subject
from acumen.syntax.modules import Module
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU401",
    name="batch-not-moved",
    kind=RuleKind.SMELL,
    leaves=("gpu.no_transfer",),
    frameworks=("torch",),
    confidence=Confidence.LOW,
    fix="Move inputs and targets of every batch to the device of the model.",
    cause="left-on-the-cpu",
)

_LOSS = re.compile(r"criterion|loss(?:es)?(?:_f\w*)?$|_loss|entropy", re.IGNORECASE)
_NETWORK = re.compile(r"(?:\w*_)?(?:model|net|network)$", re.IGNORECASE)
_ON_CPU = re.compile(r"len|idx|index|indices|path|name|meta|size|^ids?$|info", re.IGNORECASE)
_REARRANGED = re.compile(
    r"(?:Variable\()?[^\W\d]\w*\)?(?:\.(?:view|reshape|permute|transpose|squeeze|unsqueeze|contiguous"
    r"|float|long|flatten|requires_grad_)\([^()]*(?:\([^()]*\)[^()]*)*\))*$"
)
_OF_TENSORS = re.compile(
    r"\.(?:eq|ne|view_as|sum|mean|size|type_as|append|extend|add|sub|mul|div|expand_as|item)$"
)
_MOVED_WHOLE = re.compile(r"([^\W\d]\w*)\.(?:cuda\(\)|to\()", re.IGNORECASE)


def check(subject: Subject) -> Iterator[Finding]:
    if keeps_moved(subject):
        return
    seen = set()
    for path, loop, place in _batch_loops(subject):
        if (path, loop.start) not in seen:
            seen.add((path, loop.start))
            found = list(_judge(subject, path, loop, place))
            if not any(finding.outcome is Outcome.PRESENT for finding in found):
                found += _part_stays(subject, path, loop)
            yield from found
    for path in subject.about:
        if "torch" not in subject.roots_of(path):
            continue
        for block in subject.program.modules[path].blocks:
            if (path, block.start) in seen or block.kind is not BlockKind.FOR:
                continue
            if LOADER.search(loader_of(subject, path, block)):
                yield from _part_stays(subject, path, block)
    yield from _whole_data(subject)
    if not any(batch_movers(subject)):
        for message, place in apart(subject):
            yield RULE.present(message, place)


def _batch_loops(subject: Subject) -> Iterator[tuple[str, Block, Evidence]]:
    """Loops over loaders that train, and others of the same files that run a model."""
    steps = [step for step in training_steps(subject) if step.path in subject.about]
    for step in steps:
        loop = batch_loop(subject, step.path, step.site.call.start)
        if loop is not None:
            yield step.path, loop, at(step.site)
    for path in sorted({step.path for step in steps}):
        for site in subject.calls(path):
            loop = batch_loop(subject, path, site.call.start) if runs_model(site) else None
            if loop is not None:
                yield path, loop, at(site)


def _judge(subject: Subject, path: str, loop: Block, place: Evidence) -> Iterator[Finding]:
    moved = moved_network(subject, path, loop)
    if moved is None:
        yield from _model_stays(subject, path, loop)
    else:
        yield _batch_stays(subject, path, loop, place, moved)


def _batch_stays(
    subject: Subject, path: str, loop: Block, place: Evidence, moved: ResolvedCall
) -> Finding:
    names = batch_parts(subject, path, loop)
    if not names:
        return RULE.unknown("what the loop over the data gives is not named", place)
    own, scatters = batch_movers(subject)
    if own:
        return RULE.unknown("the loader or a library may move batches", place)
    calls = subject.calls(path, loop.start, loop.end)
    around = subject.function_around(path, loop.start)
    if around is not None and not subject.has_call(around.name.rpartition(".")[2]):
        models = (site.call.callee for site in calls if runs_model(site))
        if any(is_given(subject, path, loop.start, name) for name in models):
            return RULE.unknown("which model the function is given is not seen", place)
    touched = _touched(subject, path, loop, calls, names)
    fed = _fed(subject, path, loop, calls, names)
    if scatters:
        fed = {
            a.text
            for site in calls
            if _LOSS.search(site.call.callee.rpartition(".")[2])
            for a in subject.arguments(site)
        }
    still = [name for name in names if name in fed and name not in touched]
    if not still:
        return RULE.absent("every batch is moved or made anew before it is used", place)
    if not any(n in touched for n in names) and _given_away(calls, still):
        return RULE.unknown("the batch is given to a function that may move it", place)
    label = f"{moved.call.callee}({moved.call.arguments[:30]})"
    return RULE.present(f"{label}, and {', '.join(still)} of the batch is never moved", place)


def _model_stays(subject: Subject, path: str, loop: Block) -> Iterator[Finding]:
    """Batches are moved and given to a model of the program that nothing ever moves."""
    calls = subject.calls(path, loop.start, loop.end)
    moved = _moved_names(subject, path, loop) & set(batch_targets(loop))
    fed = [s for s in calls if {a.text for a in subject.arguments(s)} & moved]
    for site in fed:
        made = made_as(subject, site.call.callee)
        if made is None or not is_that(subject, site):
            continue
        if speaks_of_movers(subject) or any_network_moves(subject, site.call.callee):
            yield RULE.unknown("whether the model is moved is not followed", at(site))
        elif re.search(r"dev|cuda|gpu", made.call.arguments, re.IGNORECASE):
            yield RULE.unknown("the model is made with a device", at(site))
        else:
            message = f"{', '.join(sorted(moved))} is moved and {site.call.callee} is not"
            yield RULE.present(message, at(site), at(made))
        return


def _part_stays(subject: Subject, path: str, loop: Block) -> Iterator[Finding]:
    """One part of a batch is moved, and another is given to the model or the loss as it came."""
    names = batch_parts(subject, path, loop)
    moved = _moved_names(subject, path, loop) & set(names)
    own, scatters = batch_movers(subject)
    if own:
        return
    calls = subject.calls(path, loop.start, loop.end)
    touched = _touched(subject, path, loop, calls, names)
    for site in calls:
        last = site.call.callee.rpartition(".")[2]
        first = _first(subject, site)
        given = {a.text for a in subject.arguments(site)}
        fed = given if _LOSS.search(last) and moved else set()
        if not scatters and moved and (_NETWORK.match(last) or given & moved):
            own_function = subject.definition(path, site.qualified) is not None
            whole = own_function or (_NETWORK.match(last) and first in moved)
            fed = given if whole else {first} if _NETWORK.match(last) else fed
        onto = is_moved(subject, path, site.call.callee, site.call.start) and not is_given(
            subject, path, loop.start, site.call.callee
        )
        if onto and not scatters:
            fed = {first}
        still = sorted(n for n in names if n in fed and n not in touched and not _ON_CPU.search(n))
        if still:
            beside = f"{', '.join(sorted(moved))} of the batch" if moved else site.call.callee
            yield RULE.present(f"{beside} is moved and {still[0]} is not", at(site))
            return


def _first(subject: Subject, site: ResolvedCall) -> str:
    """The name that is given first, or part of which is."""
    return next(iter(a.text for a in subject.arguments(site)), "").partition("[")[0]


def _whole_data(subject: Subject) -> Iterator[Finding]:
    """A model of the program that nothing moves, called with a tensor that was moved whole."""
    if any(batch_movers(subject)):
        return
    seen = set()
    moved_whole = {path: subject.program.module(path).once(_moved_whole) for path in subject.about}
    sites = (subject.program.module(path).calls for path, names in moved_whole.items() if names)
    for site in chain.from_iterable(sites):
        name = site.call.callee
        if not name.isidentifier() or (site.path, name) in seen:
            continue
        given = next((argument.text for argument in subject.arguments(site)), "")
        if not given.isidentifier() or given.lower() not in moved_whole[site.path]:
            continue
        if batch_loop(subject, site.path, site.call.start) is not None:
            continue
        assigned = subject.constants.assigned(site.path, given, at=site.call.start)
        moved = re.compile(
            rf"{given}\.(?:cuda\(\)|to\((?:device=)?(?:device|DEVICE|['\"]cuda))", re.IGNORECASE
        )
        if not any(moved.match(item.value.strip()) for item in assigned):
            continue
        made = made_as(subject, name)
        seen.add((site.path, name))
        if made is None or not is_that(subject, site) or any_network_moves(subject, name):
            continue
        if re.search(r"dev|cuda|gpu", made.call.arguments, re.IGNORECASE):
            continue
        yield RULE.present(f"{given} is moved and {name} is not", at(site), at(made))


def _moved_whole(module: Module) -> frozenset[str]:
    """Names, in lower case, whose copy on a device is assigned to something."""
    found = (_MOVED_WHOLE.match(item.value.strip()) for item in module.facts.assignments)
    return frozenset(match[1].lower() for match in found if match)


_TO_DEVICE = re.compile(r"(?:cuda|to)\(", re.IGNORECASE)  # in all that _moved_names looks for


def _moved_names(subject: Subject, path: str, loop: Block) -> set[str]:
    """Names of the loop that become their copy on a device."""
    return {
        name
        for item in subject.assignments(path, loop.start, loop.end)
        if _TO_DEVICE.search(item.value)
        for name in re.findall(r"[^\W\d]\w*", item.target)
        if re.search(
            rf"\b{name}\.(?:\w+\([^()]*\)\.)?(?:cuda\(|to\([^()]*(?:dev|cuda|gpu))",
            item.value,
            re.IGNORECASE,
        )
    }


def _touched(
    subject: Subject, path: str, loop: Block, calls: list[ResolvedCall], names: list[str]
) -> set[str]:
    """Names that are assigned again in the loop, or moved where they stand."""
    found = set()
    for item in subject.assignments(path, loop.start, loop.end):
        if item.value.strip() == "None":
            continue
        if not (
            item.target in names
            and _REARRANGED.match(item.value.strip())
            and item.value.strip().startswith((f"{item.target}.", f"Variable({item.target}"))
        ) and not takes_out(item):
            found |= set(re.findall(r"[^\W\d]\w*", item.target)) & set(names)
    for site in calls:
        receiver, _, method = site.call.callee.rpartition(".")
        if method in MOVES:
            found |= set(re.findall(r"[^\W\d]\w*", receiver + " " + site.call.arguments)) & set(
                names
            )
        given = {argument.text for argument in subject.arguments(site)} & set(names)
        if given and moves_inside(subject, site):
            found |= given
    return found


def _fed(
    subject: Subject, path: str, loop: Block, calls: list[ResolvedCall], names: list[str]
) -> set[str]:
    """Names that are given bare to a model or a loss, or are compared with what a model says."""
    found = set()
    for site in calls:
        last = site.call.callee.rpartition(".")[2]
        if re.search(r"model|net|criterion|loss|entropy", last, re.IGNORECASE):
            found |= {a.text for a in subject.arguments(site)} & set(names)
    compared = "|".join(map(re.escape, names))
    moved_too = (
        rf"(?:^|[^\w.])(?:predicted|pred|preds|prediction|predictions|y_hat)\s*==\s*({compared})\b"
    )
    source = subject.source(path)[loop.start : loop.end].decode("utf-8", "replace")
    if "cpu()" not in source and "numpy()" not in source:
        found |= {match[1] for match in re.finditer(moved_too, source)}
    return found


def _given_away(calls: list[ResolvedCall], names: list[str]) -> bool:
    """Whether an unreadable helper gets a name, other than a model or a loss."""
    return any(
        not site.qualified
        and not _OF_TENSORS.search(site.call.callee)
        and not re.search(r"model|net|criterion|loss|print|len", site.call.callee, re.IGNORECASE)
        and set(re.findall(r"[^\W\d]\w*", site.call.arguments)) & set(names)
        for site in calls
    )
