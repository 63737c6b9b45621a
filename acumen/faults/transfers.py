"""Which objects a program brings to a device, and which loaders give their batches as they are."""

from __future__ import annotations

import re

from acumen.faults.devices import Where, named_device, names_device
from acumen.faults.flow import keeper
from acumen.faults.modules import identities, module_classes
from acumen.faults.origins import Kind, defined_by, origins
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

Identity = tuple[str, int, str]

_LOADER = re.compile(r"torch\.utils\.data\.(?:\w+\.)?DataLoader$")
_FARTHEST = 2000  # bytes from a statement to a call in it
_BAR = re.compile(r"^(?:\w+\.)*(?:enumerate|tqdm|zip|iter|islice|track|progress\w*)\(")
_HANDLES = re.compile(
    rb"\.cuda\(|\.to\(\s*(?:device\s*=\s*)?[\w.]*(?:device|cuda|gpu)", re.IGNORECASE
)


_CHAINED = re.compile(rb"\)*\s*(?:\.\w+\(\)\s*)*\.(?:cuda\(|to\(\s*(?!torch\.float|['\"]cpu))")


def moved_objects(subject: Subject) -> frozenset[Identity]:
    """Objects that the program brings to a device that may be a GPU, and never back."""
    there, back, _ = _moves(subject)
    return there - back


def touched_objects(subject: Subject) -> frozenset[Identity]:
    """Objects that the program brings anywhere, those too that it brings back."""
    there, back, _ = _moves(subject)
    return there | back


def unseen_moves(subject: Subject) -> frozenset[str]:
    """What is brought to a device and is not seen where it comes from, as it is written."""
    return _moves(subject)[2]


_Moves = tuple[frozenset[Identity], frozenset[Identity], frozenset[str]]


def _moves(subject: Subject) -> _Moves:
    return subject.once("moves", lambda: (_find_moves(subject),))[0]


def _find_moves(subject: Subject) -> _Moves:
    there: set[Identity] = set()
    back: set[Identity] = set()
    unseen: set[str] = set()
    for site in subject.methods("to", "cuda", "cpu"):
        receiver, _, method = site.call.callee.rpartition(".")
        given = site.call.arguments.strip()
        if not receiver or (method == "to" and not names_device(given) and "cpu" not in given):
            continue
        kept = keeper(subject, site)
        at = kept.start if kept is not None else site.call.start
        held = identities(subject, site.path, receiver, at)
        home = named_device(subject, site.path, given, at) if method == "to" else Where.GPU
        (back if method == "cpu" or home is Where.CPU else there).update(held)
        if not held:
            unseen.add(receiver)
    for path, owner in module_classes(subject):
        for site in subject.named(owner.name):
            after = _CHAINED.match(subject.source(site.path), site.call.end)
            if after is not None and subject.definition(site.path, site.qualified) == (path, owner):
                kept = keeper(subject, site)
                start = kept.start if kept is not None else site.call.start
                there.add((site.path, start, site.call.callee))
    return frozenset(there), frozenset(back), frozenset(unseen)


def is_moved(subject: Subject, path: str, callee: str, at: int) -> bool:
    """Whether whatever ``callee`` may be was brought to a device."""
    held = identities(subject, path, callee, at)
    return bool(held) and held <= moved_objects(subject)


def gives_batches(subject: Subject, path: str, iterated: str, at: int) -> bool:
    """Whether a loop over ``iterated`` gets what a DataLoader of the program stacks on the CPU."""
    while found := _BAR.match(iterated):
        iterated = iterated[found.end() :].partition(",")[0].rstrip(") ")
    begun = origins(subject, path, iterated.strip(), at)
    return bool(begun) and all(
        one.kind is Kind.CALL and _stacks(subject, one.path, one.text, one.at) for one in begun
    )


def _stacks(subject: Subject, path: str, text: str, at: int) -> bool:
    callee = text.partition("(")[0].strip()
    if not _LOADER.match(subject.meaning(path, callee, at)):
        return False
    made = [s for s in subject.calls(path, at, at + _FARTHEST) if s.call.callee == callee]
    if not made or subject.is_open(made[0]) or subject.argument(made[0], "collate_fn", 6):
        return False
    return not any(_moves_items(subject, site) for site in subject.named("DataLoader"))


def _moves_items(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the data set of a loader brings its items to a device itself."""
    data = subject.argument(site, "dataset", 0)
    for one in origins(subject, site.path, data, site.call.start):
        call = one.call
        made = defined_by(subject, one.path, call.callee, one.at) if call else None
        if made is not None:
            text = subject.source(made[0])
            if _HANDLES.search(text, made[1].start, made[1].end):
                return True
    return False
