"""Whether a model of the program comes to a GPU, as far as its text says."""

from __future__ import annotations

import re

from acumen.faults.devices import moves_models
from acumen.faults.leaders import LIGHTNING
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

_MODEL = re.compile(r"model|net(?:work)?$|^self$", re.IGNORECASE)
_A_DEVICE = re.compile(r"(?:device=)?(?:[\w.]+\.)?(?:device|DEVICE|dev)\s*(?:,|$)")


def comes_to_gpu(subject: Subject) -> bool:
    """Whether a model does: by hand, or through Lightning."""
    if not subject.roots.isdisjoint(LIGHTNING):
        return True
    return any(moves_models(subject, path) for path in subject.program.paths)


def may_be_on_gpu(subject: Subject) -> bool:
    """Whether a model does, or is brought to a device that may be a GPU."""
    return comes_to_gpu(subject) or any(map(_may_come_to_gpu, subject.methods("to")))


def speaks_of_gpus(subject: Subject, path: str) -> bool:
    """Whether a file brings anything to a device that may be a GPU."""
    return any(
        site.path == path
        and (site.call.callee.endswith(".cuda") or _A_DEVICE.match(site.call.arguments))
        for site in subject.methods("to", "cuda")
    )


def _may_come_to_gpu(site: ResolvedCall) -> bool:
    """Whether a model is brought to a device that the program is told of."""
    last = site.call.callee.rpartition(".")[0].rpartition(".")[2]
    return _MODEL.search(last) is not None and _A_DEVICE.match(site.call.arguments) is not None
