"""Where a tensor may be, where what is made of several is, and which of them cannot be joined.

A tensor that is made without a device is on the CPU; one that a function is given is where its
caller has it, and so are the weights of a module: *given*. What an operator or a function of torch
joins must be in one place, so the place of one operand says where the result is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Home(StrEnum):
    FREE = "free"  # a number, a size or a tensor without axes: goes with anything
    NEW = "new"  # made on the CPU, with no word about a device
    CPU = "cpu"
    BATCH = "batch"  # on the CPU, as a DataLoader gives it
    GPU = "gpu"
    TOLD = "told"  # brought to a device that the program is told of
    GIVEN = "given"  # where the caller has it, or where the module is
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Found:
    """A place; ``made`` is where the statement begins that made a new tensor, -1 of others."""

    home: Home
    made: int = -1


@dataclass(frozen=True, slots=True)
class Clash:
    """An expression that joins a tensor on the CPU with one that is elsewhere."""

    path: str
    made: int  # byte offset of the statement that makes a new tensor; -1 of a batch
    text: str
    at: int  # byte offset of the statement that joins


FREE = Found(Home.FREE)
UNKNOWN = Found(Home.UNKNOWN)
GIVEN = Found(Home.GIVEN)
TOLD = Found(Home.TOLD)
GPU = Found(Home.GPU)
CPU = Found(Home.CPU)
BATCH = Found(Home.BATCH)
PLACED = frozenset({Home.GPU, Home.TOLD, Home.GIVEN})
"""Where a tensor is that is made without a device is not, on a machine with a GPU."""


def joined(found: Sequence[Found]) -> Found:
    """Where the result of what joins tensors is: where the one is that is known."""
    for home in (Home.GPU, Home.TOLD, Home.GIVEN):
        if any(one.home is home for one in found):
            return Found(home)
    new = next((one for one in found if one.home is Home.NEW), None)
    if new is not None:
        return new
    if any(one.home is Home.BATCH for one in found):
        return BATCH
    return FREE if all(one.home is Home.FREE for one in found) else UNKNOWN


def clashing(found: Sequence[Found]) -> Iterator[int]:
    """Where each was made that is on the CPU while another one is not; -1 of a batch."""
    homes = {one.home for one in found}
    new = next((one for one in found if one.home is Home.NEW), None)
    if new is not None and homes & PLACED:
        yield new.made
    if Home.BATCH in homes and homes & {Home.GPU, Home.TOLD}:
        yield -1
