"""What was measured of each rule: shown on its page, and never used to decide anything."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Measured:
    """Counts of one rule; ``docs/faults.md`` says how they were made."""

    seeded: int  # faults that were seeded by the operators that the rule is for
    found: int  # of them
    read: int  # findings in real programs that somebody read
    right: int  # of them

    def __str__(self) -> str:
        parts = []
        if self.seeded:
            parts.append(f"found {self.found} of {self.seeded} seeded faults")
        if self.read:
            parts.append(f"{self.right} of {self.read} findings in real programs were right")
        return "; ".join(parts) or "nothing yet"


@cache
def measured(rule_id: str) -> Measured:
    """The counts of one rule; zeros if it was never measured."""
    row = _table().get(rule_id, {})
    return Measured(
        row.get("seeded", 0), row.get("found", 0), row.get("read", 0), row.get("right", 0)
    )


@cache
def _table() -> dict[str, dict[str, int]]:
    text = resources.files(__package__).joinpath("measured.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
