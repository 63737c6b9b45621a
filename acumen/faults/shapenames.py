"""Sizes that a program names: ``b, c, h, w = x.shape`` says how many axes x has, in which order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from acumen.domain.facts import Assignment
from acumen.faults.flow import unchanged
from acumen.faults.subject import Subject
from acumen.syntax.arguments import split_top_level

_SHAPE_OF = re.compile(
    r"(?:tuple\(|list\()?(?:(?P<name>[^\W\d]\w*)\.(?:shape(?:\.as_list\(\))?|size\(\)|get_shape\(\)(?:\.as_list\(\))?)"
    r"|(?:[\w.]*\.)?(?:shape|int_shape|shape_list|get_shape)\(\s*(?P<given>[^\W\d]\w*)\s*\))\)?$"
)


@dataclass(frozen=True, slots=True)
class NamedSizes:
    """``b, c, h, w = x.shape``."""

    tensor: str
    sizes: tuple[str, ...]  # "_" for one that is not wanted
    item: Assignment


def named_sizes(subject: Subject, path: str) -> tuple[NamedSizes, ...]:
    """Every place of one module where a shape is taken apart into names, by position."""
    return subject.once(f"sizes {path}", lambda: tuple(_find(subject, path)))


def _find(subject: Subject, path: str) -> list[NamedSizes]:
    found = []
    for item in subject.program.modules[path].assignments:
        if "," not in item.target or item.operator != "=" or "[" in item.target:
            continue
        if "shape" not in item.value and ".size()" not in item.value:
            continue
        matched = _SHAPE_OF.match(item.value.strip())
        parts = tuple(split_top_level(item.target.strip("()[] ")))
        if matched and len(parts) > 1 and all(part.isidentifier() for part in parts):
            found.append(NamedSizes(matched["name"] or matched["given"], parts, item))
    return found


def sizes_at(subject: Subject, path: str, tensor: str, offset: int) -> NamedSizes | None:
    """How the sizes of ``tensor`` are named at ``offset``, if it is still the same tensor there."""
    span = subject.span_around(path, offset)
    for found in reversed(named_sizes(subject, path)):
        if found.tensor != tensor or not span[0] <= found.item.start < offset:
            continue
        if subject.span_around(path, found.item.start) != span:
            continue
        names = (tensor, *(size for size in found.sizes if size != "_"))
        same = all(unchanged(subject, path, name, found.item.end, offset) for name in names)
        return found if same else None
    return None
