"""What stands in the one box: words, code, the address of a repository, or a template's ID."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from acumen.domain.identity import SHORT_COMMIT, parse_template_id
from app.services.library import Catalogue
from app.services.shown import one_line
from app.urlstate import ExploreState, read_template_path

_CODE: Final = re.compile(
    r"^\s*(import|from|def|class|for|with|@)\s\S.*[:(]|^\s*(import|from)\s+\w[\w.]*(\s+import\b|$)"
    r"|\b\w+(\.\w+)+\(|\w+\s*=\s*\w[\w.]*\(|\bself\.\w+",
    re.MULTILINE,
)
_NAME: Final = re.compile(r"[\w.-]{1,100}/[\w.-]{1,100}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was understood. At most one of the first four is not empty."""

    text: str = ""
    code: str = ""
    like: str = ""  # ID of a template whose neighbours are asked for
    repository: str = ""  # all templates of it
    exact: bool = False  # ``like`` itself is the first answer
    note: str = ""  # why the answer is not what was hoped for

    @property
    def ranked(self) -> bool:
        """Whether there is something to rank by."""
        return bool(self.text or self.code or self.like)


def understood(catalogue: Catalogue, state: ExploreState) -> Asked:
    """What ``state`` asks for."""
    if state.code:
        return Asked(code=state.code, text=state.query)
    if state.like:
        return Asked(like=state.like, text=state.query)
    text = state.query.strip()
    if not text:
        return Asked()
    if "\n" in text or _CODE.search(text):
        return Asked(code=text)
    return _named(catalogue, text) or Asked(text=text)


def _named(catalogue: Catalogue, text: str) -> Asked | None:
    """The template or repository that ``text`` names; None if it names none."""
    if " " in text and not text.startswith(("http://", "https://")):
        return None
    known = _known_template(catalogue, text)
    if known:
        return Asked(like=known, exact=True)
    name = _repository(text)
    if name in catalogue.repositories:
        return Asked(repository=name)
    if name and text.startswith(("http://", "https://", "git@")):
        note = (
            f"{one_line(name, limit=120)} is not in this index. "
            f"acumen index https://github.com/{one_line(name, limit=120)} adds it."
        )
        return Asked(text=name.replace("/", " ").replace("-", " "), note=note)
    return None


def _known_template(catalogue: Catalogue, text: str) -> str:
    """The ID that an ID, a page's address or a file's address on a code host names here."""
    read = parse_template_id(text)
    if read is None and text.startswith(("http://", "https://", "/t/")):
        path = urlsplit(text).path
        read = read_template_path(path)
        blob = re.fullmatch(r"/([^/]+/[^/]+)/(?:-/)?blob/([0-9a-f]{12,40})/(.+)", path)
        if read is None and blob:
            written = f"{blob[1]}@{blob[2][:SHORT_COMMIT]}:{unquote(blob[3])}"
            read = parse_template_id(written)
    written = str(read) if read else ""
    return written if written in catalogue.rows else ""


def _repository(text: str) -> str:
    """``owner/name`` of an address of a repository, or of the name itself; "" if it is neither."""
    if text.startswith("git@"):
        path = text.partition(":")[2]
    elif text.startswith(("http://", "https://")):
        path = urlsplit(text).path
    else:
        path = text
    parts = [part for part in path.split("/") if part]
    name = "/".join(parts[:2]).removesuffix(".git")
    if path is text and len(parts) != 2:
        return ""
    return name if _NAME.fullmatch(name) else ""
