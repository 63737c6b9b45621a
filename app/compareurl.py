"""What the address of the compare page says, as a value, and back again."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qsl, urlencode

from acumen.domain.identity import parse_template_id

COMPARE: Final = "/compare"
MOST: Final = 3
MAX_ID: Final = 1_200  # characters


@dataclass(frozen=True, slots=True)
class CompareState:
    """What is compared. ``only_differences`` leaves out the rows in which all agree."""

    ids: tuple[str, ...] = ()
    only_differences: bool = False
    index: str = ""  # hash of the index the link was made on

    def without(self, template_id: str) -> CompareState:
        return replace(self, ids=tuple(i for i in self.ids if i != template_id))

    def beside(self, template_id: str) -> CompareState:
        return replace(self, ids=(*self.ids, template_id)[:MOST])


@dataclass(frozen=True, slots=True)
class CompareReading:
    """An address as it was understood, and what in it was not."""

    state: CompareState
    notices: tuple[str, ...] = ()


def compare_link(state: CompareState) -> str:
    pairs = [("id", template_id) for template_id in state.ids]
    if state.only_differences:
        pairs.append(("only", "diff"))
    if state.index:
        pairs.append(("i", state.index))
    return f"{COMPARE}?{urlencode(pairs)}" if pairs else COMPARE


def read_compare(search: str) -> CompareReading:
    """Read a query string. Never raises; what is not understood becomes a notice."""
    ids: list[str] = []
    only, index = False, ""
    notices: list[str] = []
    for key, value in parse_qsl(search.removeprefix("?")[:16_384]):
        if key == "id" and value in ids:
            notices.append("One template stood in the address twice.")
        elif key == "id" and len(ids) >= MOST:
            notices.append(f"At most {MOST} templates are compared; the first ones are shown.")
        elif key == "id" and len(value) <= MAX_ID and parse_template_id(value) is not None:
            ids.append(value)
        elif key == "only" and value == "diff":
            only = True
        elif key == "i" and re.fullmatch(r"[0-9a-z]{1,64}", value):
            index = value
        else:
            notices.append(f"“{key[:60]}={value[:60]}” in the address is not understood.")
    return CompareReading(CompareState(tuple(ids), only, index), tuple(dict.fromkeys(notices)))
