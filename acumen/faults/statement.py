"""What can be said about a template's faults before any rule has looked at it: nothing."""

from __future__ import annotations

from acumen.domain.safety import Gate, Safety
from acumen.taxonomy.tree import Decidable, load_taxonomy


def unchecked() -> Safety:
    """No leaf is decided, so the interval is the whole of it and the gate is not established."""
    leaves = load_taxonomy().leaves
    not_checkable = sum(leaf.static is Decidable.NO for leaf in leaves)
    return Safety(
        gate=Gate.NOT_ESTABLISHED,
        lower=0.0,
        upper=1.0,
        found=0,
        clean=0,
        unknown=len(leaves) - not_checkable,
        not_checkable=not_checkable,
    )
