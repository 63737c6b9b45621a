"""Whether a name matches a glob, without a pattern where the glob has one star and nothing else."""

from __future__ import annotations

from fnmatch import fnmatchcase

_WILD = frozenset("*?[")


def fits(name: str, glob: str) -> bool:
    """Like :func:`fnmatch.fnmatchcase`; nothing is compiled for ``torch.optim.*``."""
    head, star, tail = glob.partition("*")
    if not star or not (_WILD.isdisjoint(head) and _WILD.isdisjoint(tail)):
        return fnmatchcase(name, glob)
    return len(name) >= len(head) + len(tail) and name.startswith(head) and name.endswith(tail)
