"""Whether a network that is told of a device brings its own layers there."""

from __future__ import annotations

import re

from acumen.domain.facts import Definition
from acumen.faults.classes import attributes, lineage
from acumen.faults.modules import of_module
from acumen.faults.subject import Subject

_LAYER = re.compile(r"(?:\w+\.)*(?!Variable|\w*Tensor\b|Parameter)[A-Z]\w*\(")
_SELF = frozenset({"self", "super()", "module", "layer", "m"})
_DEVICE = re.compile(r"dev|cuda|gpu", re.IGNORECASE)


def places_itself(subject: Subject, path: str, owner: Definition) -> bool:
    """Whether a class may: it moves itself, a layer or all it keeps, or tells a layer the device.

    What it does to tensors does not count. True where some of what it inherits is not read.
    """
    if not of_module(subject, path, owner):
        return True
    for where, above in lineage(subject, path, owner):
        kept = attributes(subject, where, above)
        for site in subject.calls(where, above.start, above.end):
            receiver, _, method = site.call.callee.rpartition(".")
            if method not in {"to", "cuda"}:
                if _LAYER.match(f"{site.call.callee}(") and _DEVICE.search(site.call.arguments):
                    return True
            elif _is_layer(receiver) or any(
                _LAYER.search(item.value) for item in kept.get(receiver.removeprefix("self."), ())
            ):
                return True
    return False


def _is_layer(receiver: str) -> bool:
    return receiver in _SELF or _LAYER.match(receiver) is not None
