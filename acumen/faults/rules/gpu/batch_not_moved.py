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

A model of the program that is never moved, where its batches are, fails the same way. Functions
that are given the batch and cannot be read leave the question open. Blind to loaders
that move batches themselves, unless they are called so, and to devices set by default.

Sources: the documentation of torch.nn.Module.to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.evidence import Evidence
from acumen.domain.facts import Assignment, Block, BlockKind
from acumen.domain.finding import Confidence, Finding, Outcome, RuleKind
from acumen.faults.devices import is_moved
from acumen.faults.loops import training_steps
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.arguments import split_top_level
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU401",
    name="batch-not-moved",
    kind=RuleKind.FAULT,
    leaves=("gpu.no_transfer",),
    frameworks=("torch",),
    confidence=Confidence.LOW,
    fix="Move inputs and targets of every batch to the device of the model.",
)

_SELF_MOVING = re.compile(
    r"(?<!torch\.)accelerat|^dgl\b|\bdgl\.|fabric|deepspeed|prefetch|set_default_(?:device|tensor_type)|DeviceDataLoader"
    r"|lightning|ParallelLoader|MpDeviceLoader|DataParallel|(?<!cuda\.)set_device",
    re.IGNORECASE,
)
_MODEL = re.compile(
    r"model|net|encoder|decoder|generator|discriminator|^[GD]$|^self$", re.IGNORECASE
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
_APART = re.compile(r"teacher\w*$|ema_?\w*$|criterion$|loss\w*$", re.IGNORECASE)
_MAKERS = re.compile(r"timm\.(?:models\.)?create_model$|torchvision\.models\.[a-z]\w+$")
_MOVES = frozenset(
    {"to", "cuda", "type", "to_device", "move_to", "move_to_device", "send_to_device"}
)


def check(subject: Subject) -> Iterator[Finding]:
    seen = set()
    for path, loop, place in _batch_loops(subject):
        if (path, loop.start) not in seen:
            seen.add((path, loop.start))
            found = list(_judge(subject, path, loop, place))
            if not any(finding.outcome is Outcome.PRESENT for finding in found):
                found += _part_stays(subject, path, loop)
            yield from found
    for path in subject.program.paths:
        if "torch" not in subject.roots_of(path):
            continue
        for block in subject.program.modules[path].blocks:
            if (path, block.start) in seen or block.kind is not BlockKind.FOR:
                continue
            if _LOADER.search(_source(subject, path, block)):
                yield from _part_stays(subject, path, block)


def _batch_loops(subject: Subject) -> Iterator[tuple[str, Block, Evidence]]:
    """Loops over loaders that train, and others of the same files that run a model."""
    steps = list(training_steps(subject))
    for step in steps:
        loop = _batch_loop(subject, step.path, step.site.call.start)
        if loop is not None:
            yield step.path, loop, at(step.site)
    for path in sorted({step.path for step in steps}):
        for site in subject.calls(path):
            loop = _batch_loop(subject, path, site.call.start) if _is_model(site) else None
            if loop is not None:
                yield path, loop, at(site)


def _judge(subject: Subject, path: str, loop: Block, place: Evidence) -> Iterator[Finding]:
    moved = _moved_model(subject, path, loop)
    if moved is None:
        yield from _model_stays(subject, path, loop)
    else:
        yield _batch_stays(subject, path, loop, place, moved)


def _batch_stays(
    subject: Subject, path: str, loop: Block, place: Evidence, moved: ResolvedCall
) -> Finding:
    names = _batch(subject, path, loop)
    if not names:
        return RULE.unknown("what the loop over the data gives is not named", place)
    own, scatters = _movers(subject)
    if own:
        return RULE.unknown("the loader or a library may move batches", place)
    calls = subject.calls(path, loop.start, loop.end)
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
    moved = _moved_names(subject, path, loop) & set(_targets(loop))
    fed = [s for s in calls if {a.text for a in subject.arguments(s)} & moved]
    for site in fed:
        made = _made(subject, site.call.callee)
        if made is None or not _is_that(subject, site):
            continue
        if _SELF_MOVING.search(" ".join(sorted(_words(subject)))) or _any_module_moves(
            subject, site.call.callee
        ):
            yield RULE.unknown("whether the model is moved is not followed", at(site))
        elif re.search(r"dev|cuda|gpu", made.call.arguments, re.IGNORECASE):
            yield RULE.unknown("the model is made with a device", at(site))
        else:
            message = f"{', '.join(sorted(moved))} is moved and {site.call.callee} is not"
            yield RULE.present(message, at(site), at(made))
        return


def _part_stays(subject: Subject, path: str, loop: Block) -> Iterator[Finding]:
    """One part of a batch is moved, and another is given to the model or the loss as it came."""
    names = _batch(subject, path, loop)
    moved = _moved_names(subject, path, loop) & set(names)
    own, scatters = _movers(subject)
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
            fed = {first} if _NETWORK.match(last) else given if own_function else fed
        onto = is_moved(subject, path, site.call.callee, site.call.start)
        if onto and not scatters:
            fed = {first}
        still = sorted(n for n in names if n in fed and n not in touched and not _ON_CPU.search(n))
        if still:
            beside = f"{', '.join(sorted(moved))} of the batch" if moved else site.call.callee
            yield RULE.present(f"{beside} is moved and {still[0]} is not", at(site))
            return


def _movers(subject: Subject) -> tuple[bool, bool]:
    """Whether something may move whole batches, and whether wrappers move what a model is given."""
    words = sorted(_words(subject))
    scatter = [word for word in words if "DataParallel" in word or word.endswith("set_device")]
    others = " ".join(word for word in words if word not in scatter)
    return _SELF_MOVING.search(others) is not None, bool(scatter)


def _batch(subject: Subject, path: str, loop: Block) -> list[str]:
    """Names of the parts of a batch: targets of the loop, and what is taken out of them."""
    names = _targets(loop)
    for item in subject.assignments(path, loop.start, loop.end):
        values = [part.strip() for part in split_top_level(item.value)]
        targets = re.findall(r"[^\W\d]\w*", item.target)
        if item.operator != "=" or "." in item.target or "[" in item.target:
            continue
        taken = [value.partition("[")[0] for value in values]
        plain = all(_PART.match(value) and value.partition("[")[0] in names for value in values)
        if plain and taken and (len(targets) == len(values) > 0 or len(values) == 1):
            whole = values[0] == taken[0] and len(targets) == 1
            names += [target for target in targets if target not in names and not whole]
    return [name for name in names if name != "_"]


def _first(subject: Subject, site: ResolvedCall) -> str:
    """The name that is given first, or part of which is."""
    return next(iter(a.text for a in subject.arguments(site)), "").partition("[")[0]


def _is_that(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the name means what the program made: a parameter must be given it somewhere."""
    name = site.call.callee
    around = subject.function_around(site.path, site.call.start)
    if around is None or not re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.])", around.header):
        return True
    last = around.name.rpartition(".")[2]
    return any(
        name in {argument.text for argument in subject.arguments(call)}
        for call in subject.named(last)
    )


def _moved_names(subject: Subject, path: str, loop: Block) -> set[str]:
    """Names of the loop that become their copy on a device."""
    return {
        name
        for item in subject.assignments(path, loop.start, loop.end)
        for name in re.findall(r"[^\W\d]\w*", item.target)
        if re.search(
            rf"\b{name}\.(?:\w+\([^()]*\)\.)?(?:cuda\(|to\([^()]*(?:dev|cuda|gpu))",
            item.value,
            re.IGNORECASE,
        )
    }


def _made(subject: Subject, name: str) -> ResolvedCall | None:
    """The one call of a network class of the program whose result is kept as ``name``."""
    found = [
        site
        for path in subject.program.paths
        for item in subject.assignments(path)
        if item.target == name
        for site in subject.calls(path, item.start, item.end)[:1]
    ]
    return found[0] if len(found) == 1 and _is_module(subject, found[0]) else None


def _is_module(subject: Subject, site: ResolvedCall) -> bool:
    if site.qualified.startswith("torch.nn.Sequential") or _MAKERS.match(site.qualified):
        return True
    defined = subject.definition(site.path, site.qualified)
    return defined is not None and any(
        defined == owner for owner in subject.classes_of("torch.nn.Module")
    )


def _any_module_moves(subject: Subject, name: str) -> bool:
    """Whether anything that may be the network ``name`` is moved anywhere in the program."""
    for site in subject.methods("to", "cuda", "to_device", "half", "to_empty", "_apply"):
        receiver = site.call.callee.rpartition(".")[0]
        if _APART.match(receiver) and not _APART.match(name):
            continue
        last = receiver.partition("(")[0].rpartition(".")[2]
        if _MODEL.search(last) or last[:1].isupper():
            return True
    return any(
        "device" in site.call.callee.lower() and "model" in site.call.arguments.lower()
        for site in subject.program.calls()
    )


def _is_model(site: ResolvedCall) -> bool:
    last = site.call.callee.rpartition(".")[2]
    return "." not in site.call.callee and _MODEL.search(last) is not None


def _moved_model(subject: Subject, path: str, loop: Block) -> ResolvedCall | None:
    """A call outside the loop that moves the model, in the same module."""
    for site in subject.methods("to", "cuda"):
        receiver = site.call.callee.rpartition(".")[0]
        if site.path != path or loop.start <= site.call.start < loop.end:
            continue
        if site.call.callee.endswith(".to") and not re.search(
            r"dev|cuda|gpu", site.call.arguments, re.IGNORECASE
        ):
            continue
        last = receiver.partition("(")[0].rpartition(".")[2]
        meaning = subject.meaning(site.path, receiver, site.call.start)
        if _MODEL.search(last) or meaning.startswith("torch.nn."):
            return site
        if any(_is_module(subject, inner) for inner in subject.inside(site)):
            return site
    return None


def _batch_loop(subject: Subject, path: str, offset: int) -> Block | None:
    """The innermost loop around the step that goes over a loader."""
    for loop in reversed(subject.loops(path, offset)):
        if loop.kind is BlockKind.FOR and _LOADER.search(_source(subject, path, loop)):
            return loop
    return None


def _source(subject: Subject, path: str, loop: Block) -> str:
    """The loader that a loop goes over, through a bar of progress that was made before."""
    iterated = _iterated(loop)
    if iterated.isidentifier() and not _LOADER.search(iterated):
        item = subject.constants.reaching(path, iterated, at=loop.start)
        if item is not None and _AROUND.match(item.value.strip()):
            return _unwrapped(item.value.strip())
    if iterated:
        return iterated
    logged = _LOGGED.match(loop.header.partition(" in ")[2].strip())
    if logged is None or any(_moves_inside(subject, s) for s in subject.named(logged[1])):
        return ""
    return logged[2]


_LOADER = re.compile(r"load|data|batches|_iter(?:ator)?$|^iter", re.IGNORECASE)
_LOGGED = re.compile(r"(?:\w+\.)*(log_every|iterate)\((?:['\"]\w+['\"],\s*)?([\w.]+)\s*[,)]")
_PART = re.compile(r"[^\W\d]\w*(?:\[(?:\d+|['\"][\w ]+['\"])\])?$")
_AROUND = re.compile(r"^(?:\w+\.)*(?:enumerate|tqdm|trange|zip|iter|islice|track|progress\w*)\(")


def _iterated(loop: Block) -> str:
    """What a loop goes over, without wrappers and without the arguments of a call."""
    return _unwrapped(loop.header.partition(" in ")[2].strip())


def _unwrapped(text: str) -> str:
    while found := _AROUND.match(text):
        text = text[found.end() :]
    name, opened, _ = text.partition("(")
    if opened and not re.search(r"load|data", name, re.IGNORECASE):
        return ""  # a function of the program may give anything
    return re.split(r"[(,)]", text, maxsplit=1)[0].strip()


def _targets(loop: Block) -> list[str]:
    """The names of a batch: of ``i, (x, y)`` without the counter."""
    targets, _, iterated = loop.header.partition(" in ")
    names = re.findall(r"[^\W\d]\w*", targets)
    if iterated.strip().startswith(("enumerate", "tqdm(enumerate")):
        names = names[1:]
    return [name for name in names if name != "_"]


def _words(subject: Subject) -> set[str]:
    called = {site.call.callee for site in subject.program.calls()} | set(subject.roots)
    return {word for word in called if not word.startswith("torch.accelerator")}


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
        ) and not _takes_out(item):
            found |= set(re.findall(r"[^\W\d]\w*", item.target)) & set(names)
    for site in calls:
        receiver, _, method = site.call.callee.rpartition(".")
        if method in _MOVES:
            found |= set(re.findall(r"[^\W\d]\w*", receiver + " " + site.call.arguments)) & set(
                names
            )
        given = {argument.text for argument in subject.arguments(site)} & set(names)
        if given and _moves_inside(subject, site):
            found |= given
    return found


def _takes_out(item: Assignment) -> bool:
    """Whether an assignment only gives names to parts of a batch."""
    values = split_top_level(item.value)
    return all(_PART.match(v.strip()) for v in values) and not any(
        re.search(rf"\b{re.escape(v.partition('[')[0].strip())}\b", item.target) for v in values
    )


def _moves_inside(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the function of the program that is called moves something itself."""
    defined = subject.definition(site.path, site.qualified)
    if defined is None:
        return False
    path, function = defined
    return any(
        inner.call.callee.rpartition(".")[2] in _MOVES
        for inner in subject.calls(path, function.start, function.end)
    )


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
