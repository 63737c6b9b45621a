"""Which network of the program a name stands for, and what moves it, to judge by names.

:mod:`acumen.faults.kin` follows names through the program. Here one name is one network wherever
it is spoken of, and everything that is called like a network may be one.
"""

from __future__ import annotations

import re

from acumen.domain.facts import Block
from acumen.faults.classes import parameters_of
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

_MODEL = re.compile(
    r"model|net|encoder|decoder|generator|discriminator|^[GD]$|^self$", re.IGNORECASE
)
_APART = re.compile(r"teacher\w*$|ema_?\w*$|criterion$|loss\w*$", re.IGNORECASE)
_MAKERS = re.compile(r"timm\.(?:models\.)?create_model$|torchvision\.models\.[a-z]\w+$")


def made_as(subject: Subject, name: str) -> ResolvedCall | None:
    """The one call of a network class of the program whose result is kept as ``name``."""
    found = [
        site
        for path in subject.program.paths
        for item in subject.assignments(path)
        if item.target == name
        for site in subject.calls(path, item.start, item.end)[:1]
    ]
    return found[0] if len(found) == 1 and is_network_call(subject, found[0]) else None


def is_network_call(subject: Subject, site: ResolvedCall) -> bool:
    """Whether a call makes a network: one of the program's classes, or one of a library by name."""
    if site.qualified.startswith("torch.nn.Sequential") or _MAKERS.match(site.qualified):
        return True
    defined = subject.definition(site.path, site.qualified)
    return defined is not None and any(
        defined == owner for owner in subject.classes_of("torch.nn.Module")
    )


def runs_model(site: ResolvedCall) -> bool:
    """Whether what is called is a name by which networks go."""
    last = site.call.callee.rpartition(".")[2]
    return "." not in site.call.callee and _MODEL.search(last) is not None


def is_that(subject: Subject, site: ResolvedCall) -> bool:
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


def is_given(subject: Subject, path: str, offset: int, name: str) -> bool:
    """Whether ``name`` is a parameter of the function around: another one may move another."""
    around = subject.function_around(path, offset)
    return around is not None and name in parameters_of(around)


def any_network_moves(subject: Subject, name: str) -> bool:
    """Whether anything that may be the network ``name`` is moved anywhere in the program."""
    for site in subject.methods("to", "cuda", "to_device", "half", "to_empty", "_apply"):
        receiver = site.call.callee.rpartition(".")[0]
        if _APART.match(receiver) and not _APART.match(name):
            continue
        last = receiver.partition("(")[0].rpartition(".")[2]
        if _MODEL.search(last) or last[:1].isupper() or receiver == name:
            return True
        if receiver.isidentifier() and made_as(subject, receiver) is not None:
            return True
    return any(
        "device" in site.call.callee.lower() and "model" in site.call.arguments.lower()
        for site in subject.program.calls()
    )


def moved_network(subject: Subject, path: str, loop: Block) -> ResolvedCall | None:
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
        here = subject.span_around(path, loop.start)
        if subject.span_around(path, site.call.start) != here and is_given(
            subject, path, site.call.start, receiver
        ):
            continue  # of another function, which moves what it is given
        if _MODEL.search(last) or meaning.startswith("torch.nn."):
            return site
        if any(is_network_call(subject, inner) for inner in subject.inside(site)):
            return site
    return None
