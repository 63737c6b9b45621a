"""What people say about templates, as events that are only ever added.

A *slot* is one aspect (a facet, or a kind of remark) of the program at one path of one repository.
A *statement* judges one value of a slot for one content of the program's entry file. An *event* is
a statement with its author, its place in the order of all events, and a hash that covers the event
and the hash before it, so that nothing can be changed afterwards unseen.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from acumen.domain.attribute import Facet
from acumen.domain.licence import LicenceState
from acumen.domain.remark import RemarkKind
from acumen.domain.template import Role

MAX_VALUE: Final = 200  # characters of a facet's value
MAX_TEXT: Final = 2_000  # characters of a remark and of a note on a statement
MAX_NAME: Final = 64  # characters of a person's name
MAX_PLACE: Final = 1_100  # characters of a repository or path
MAX_KEY: Final = 80  # characters of a batch's key
FIRST_HASH: Final = "0" * 64  # stands before the first event

Aspect: TypeAlias = Facet | RemarkKind

_BLOB: Final = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{7,79}")
_NAME: Final = re.compile(r"\w[\w .@'-]{0,63}")
# Controls, bidirectional overrides, invisible characters and lone surrogates: they can make a text
# read as another one, and no statement needs them. Line feeds are allowed in longer texts.
_INVISIBLE: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u2069\u3164\ud800-\udfff\ufeff\ufff9-\ufffb\uffa0\U000e0000-\U000e007f]"
)

FACT_FACETS: Final = frozenset(
    {Facet.SIZE, Facet.DEPENDENCY, Facet.LAST_CHANGE, Facet.LANGUAGE, Facet.NETWORK, Facet.UPKEEP}
)  # measured, not judged: nobody annotates them
_CLOSED: Final[Mapping[Aspect, frozenset[str]]] = {
    Facet.ROLE: frozenset(role.value for role in Role),
    Facet.LICENCE: frozenset(state.value for state in LicenceState),
}


class Verdict(StrEnum):
    """What a statement says of its value."""

    SET = "set"  # the template has it
    REMOVED = "removed"  # the template does not have it
    UNKNOWN = "unknown"  # nobody can tell any value of this slot from the code; the value is ""
    WITHDRAWN = "withdrawn"  # nothing is said any longer: what the rules found stands again


class Via(StrEnum):
    """How a statement came about."""

    PAGE = "page"
    AUDIT = "audit"  # the detected value was hidden: such statements measure the rules
    BULK = "bulk"
    IMPORT = "import"
    UNDO = "undo"
    REDO = "redo"


class CuratorRole(StrEnum):
    """What a person may do; each may do what the one before may."""

    READER = "reader"  # read the queues
    ANNOTATOR = "annotator"  # make statements, undo their own
    MAINTAINER = "maintainer"  # settle conflicts, import

    def may(self, needed: CuratorRole) -> bool:
        """Whether this role includes ``needed``."""
        order = list(CuratorRole)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """What is judged: versions, conflicts and histories belong to a slot."""

    repository: str
    path: str  # of the entry
    aspect: Aspect


@dataclass(frozen=True, slots=True)
class Statement:
    """One judgement of one value. Raises ValueError for what cannot be stated."""

    slot: Slot
    blob: str  # content of the entry that was looked at
    value: str  # a vocabulary term's id, or the text of a remark
    verdict: Verdict
    note: str = ""  # why, for people

    def __post_init__(self) -> None:
        slot = self.slot
        if slot.aspect in FACT_FACETS:
            raise ValueError(f"{slot.aspect.value} is measured: it is not annotated")
        if not 0 < len(slot.repository) <= MAX_PLACE or not 0 < len(slot.path) <= MAX_PLACE:
            raise ValueError("a statement names a repository and a path")
        if "\0" in slot.path or _INVISIBLE.search(slot.repository):
            raise ValueError("the repository or path has characters that cannot be shown")
        if not _BLOB.fullmatch(self.blob):
            raise ValueError("a blob is 40 or 64 hex digits")
        if self.verdict is Verdict.UNKNOWN and self.value:
            raise ValueError("what nobody can tell has no value")
        if not self.value and self.verdict not in {Verdict.UNKNOWN, Verdict.WITHDRAWN}:
            raise ValueError("a value is needed, except to say that none can be told")
        if self.value and slot.aspect in _CLOSED and self.value not in _CLOSED[slot.aspect]:
            raise ValueError(f"{slot.aspect.value} has no value {self.value[:60]!r}")
        remark = isinstance(slot.aspect, RemarkKind)
        if remark and not self.value:
            raise ValueError("a remark has a text")
        check_text(self.value, MAX_TEXT if remark else MAX_VALUE, lines=remark)
        check_text(self.note, MAX_TEXT, lines=True)


@dataclass(frozen=True, slots=True)
class Author:
    """Who says it, and who wrote it down: another person for an imported statement."""

    name: str
    role: CuratorRole
    entered_by: str = ""  # "" for the author

    def __post_init__(self) -> None:
        check_name(self.name)
        if self.entered_by:
            check_name(self.entered_by)


@dataclass(frozen=True, slots=True)
class Event:
    """A statement as it was recorded."""

    seq: int  # from 1, without gaps: the order of events is this, never the clock
    batch: str  # key of the save it belongs to; the same key is recorded once
    part: int  # place in the batch, from 0
    statement: Statement
    author: Author
    via: Via
    at: str  # ISO 8601, UTC; for people
    base: int  # seq of the slot's last event that the author knew; 0 for none
    compensates: int  # seq of the event that this one takes back; 0 for none
    previous: str  # hash of the event before
    hash: str

    @property
    def slot(self) -> Slot:
        return self.statement.slot


def event_hash(event: Event) -> str:
    """The hash that ``event`` must have: sha256 over all its fields but the hash itself."""
    said, who = event.statement, event.author
    fields = [
        event.seq, event.batch, event.part, said.slot.repository, said.slot.path,
        said.slot.aspect.value, said.blob, said.value, said.verdict.value, said.note,
        who.name, who.role.value, who.entered_by, event.via.value, event.at, event.base,
        event.compensates, event.previous,
    ]  # fmt: skip
    written = json.dumps(fields, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(written.encode("ascii")).hexdigest()


def read_aspect(text: str) -> Aspect:
    """The facet or kind of remark of that name. Raises ValueError if there is none."""
    try:
        return Facet(text)
    except ValueError:
        return RemarkKind(text)


def check_text(text: str, most: int, *, lines: bool) -> None:
    """Raise ValueError for a text that is too long or holds characters that cannot be seen."""
    if len(text) > most:
        raise ValueError(f"a text of up to {most} characters, got {len(text)}")
    if _INVISIBLE.search(text) or (not lines and "\n" in text) or text != text.strip():
        raise ValueError("a text without control or invisible characters and outer blanks")


def check_name(name: str) -> None:
    """Raise ValueError for what is no person's name."""
    if not _NAME.fullmatch(name) or name != name.strip():
        raise ValueError("a name has 1 to 64 letters, digits, blanks and . @ ' _ -")


def check_key(key: str) -> None:
    """Raise ValueError for what is no key of a batch."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"a key has 8 to {MAX_KEY} letters, digits and . _ : -")
