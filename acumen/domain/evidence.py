"""Where a claim can be checked: lines of one file at one commit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """A line range in a file's code view.

    The code view of a ``.py`` file is the file. The code view of a notebook is its code cells in
    order, each under a ``# %% cell N`` marker line (see ``acumen.syntax.notebooks``).
    """

    path: str  # POSIX, relative to the repository root
    first_line: int  # 1-based
    last_line: int  # 1-based, inclusive

    def __post_init__(self) -> None:
        if not 1 <= self.first_line <= self.last_line:
            raise ValueError(f"want 1 <= first <= last, got {self.first_line}..{self.last_line}")
