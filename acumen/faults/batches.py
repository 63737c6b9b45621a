"""Loops over batches: what loader they go over, and what the parts of a batch are called."""

from __future__ import annotations

import re

from acumen.domain.facts import Assignment, Block, BlockKind
from acumen.faults.subject import Subject
from acumen.syntax.arguments import split_top_level
from acumen.syntax.program import ResolvedCall

LOADER = re.compile(r"load|data|batches|_iter(?:ator)?$|^iter", re.IGNORECASE)
_LOGGED = re.compile(r"(?:\w+\.)*(log_every|iterate)\((?:['\"]\w+['\"],\s*)?([\w.]+)\s*[,)]")
_PART = re.compile(r"[^\W\d]\w*(?:\[(?:\d+|['\"][\w ]+['\"])\])?$")
_AROUND = re.compile(r"^(?:\w+\.)*(?:enumerate|tqdm|trange|zip|iter|islice|track|progress\w*)\(")
MOVES = frozenset(
    {"to", "cuda", "type", "to_device", "move_to", "move_to_device", "send_to_device"}
)


def batch_loop(subject: Subject, path: str, offset: int) -> Block | None:
    """The innermost loop around the step that goes over a loader."""
    for loop in reversed(subject.loops(path, offset)):
        if loop.kind is BlockKind.FOR and LOADER.search(loader_of(subject, path, loop)):
            return loop
    return None


def loader_of(subject: Subject, path: str, loop: Block) -> str:
    """The loader that a loop goes over, through a bar of progress that was made before."""
    iterated = _iterated(loop)
    if iterated.isidentifier() and not LOADER.search(iterated):
        item = subject.constants.reaching(path, iterated, at=loop.start)
        if item is not None and _AROUND.match(item.value.strip()):
            return _unwrapped(item.value.strip())
    if iterated.isidentifier():
        item = subject.constants.reaching(path, iterated, at=loop.start)
        if item is not None and item.value.lstrip().startswith(("[", "(", "{")):
            return ""  # written out, and no tensors
    if iterated:
        return iterated
    logged = _LOGGED.match(loop.header.partition(" in ")[2].strip())
    if logged is None or any(moves_inside(subject, s) for s in subject.named(logged[1])):
        return ""
    return logged[2]


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


def batch_targets(loop: Block) -> list[str]:
    """The names of a batch: of ``i, (x, y)`` without the counter."""
    targets, _, iterated = loop.header.partition(" in ")
    names = re.findall(r"[^\W\d]\w*", targets)
    if iterated.strip().startswith(("enumerate", "tqdm(enumerate")):
        names = names[1:]
    return [name for name in names if name != "_"]


def batch_parts(subject: Subject, path: str, loop: Block) -> list[str]:
    """Names of the parts of a batch: targets of the loop, and what is taken out of them."""
    names = batch_targets(loop)
    again = {item.target for item in subject.assignments(path, loop.start, loop.end)}
    for item in subject.assignments(path, loop.start, loop.end):
        values = [part.strip() for part in split_top_level(item.value)]
        targets = re.findall(r"[^\W\d]\w*", item.target)
        if item.operator != "=" or "." in item.target or "[" in item.target:
            continue
        taken = [value.partition("[")[0] for value in values]
        if not again.isdisjoint(taken):
            continue  # the batch as a whole may be moved before it is taken apart
        plain = all(_PART.match(value) and value.partition("[")[0] in names for value in values)
        if plain and taken and (len(targets) == len(values) > 0 or len(values) == 1):
            whole = values[0] == taken[0] and len(targets) == 1
            names += [target for target in targets if target not in names and not whole]
    return [name for name in names if name != "_"]


def takes_out(item: Assignment) -> bool:
    """Whether an assignment only gives names to parts of a batch."""
    values = split_top_level(item.value)
    return all(_PART.match(v.strip()) for v in values) and not any(
        re.search(rf"\b{re.escape(v.partition('[')[0].strip())}\b", item.target) for v in values
    )


def moves_inside(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the function of the program that is called moves something itself."""
    defined = subject.definition(site.path, site.qualified)
    if defined is None:
        return False
    path, function = defined
    return any(
        inner.call.callee.rpartition(".")[2] in MOVES
        for inner in subject.calls(path, function.start, function.end)
    )
