"""Calls of PyTorch that make a tensor in main memory unless they are told a device."""

from __future__ import annotations

import re

from acumen.syntax.program import ResolvedCall

MAKERS = frozenset(
    f"torch.{name}"
    for name in ("zeros", "ones", "rand", "randn", "full", "arange", "eye", "empty", "randint")
)


def is_new(site: ResolvedCall) -> bool:
    """Whether a call makes a tensor with axes and names no device."""
    given = site.call.arguments.strip()
    if site.qualified == "torch.tensor":
        return given.startswith("[")
    if site.qualified not in MAKERS or not given or "device" in given:
        return False
    return not re.match(r"(?:size=)?(?:\(\)|\[\]|\(?\[?1,?\]?\)?)\s*(?:,\s*\w+=|$)", given) or (
        site.qualified == "torch.arange"
    )
