"""How a template is named: ``owner/name@<12 hex>:path/of/entry.py``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

SHORT_COMMIT: Final = 12
_PATTERN: Final = re.compile(
    r"(?P<repository>[^/@\s]+/[^/@\s]+)@(?P<commit>[0-9a-f]{7,40}):(?P<path>.+)", re.DOTALL
)


@dataclass(frozen=True, slots=True, order=True)
class TemplateId:
    """The three parts of a template's ID; ``str()`` gives the written form."""

    repository: str  # owner/name
    commit: str  # 12 hex digits
    path: str  # of the entry file

    def __str__(self) -> str:
        return template_id(self.repository, self.commit, self.path)


def template_id(repository: str, commit: str, path: str) -> str:
    """The written ID of the template whose entry is ``path``."""
    return f"{repository}@{commit[:SHORT_COMMIT]}:{path}"


def parse_template_id(text: str) -> TemplateId | None:
    """Read a written ID; None if ``text`` is not one."""
    match = _PATTERN.fullmatch(text)
    if match is None:
        return None
    return TemplateId(match["repository"], match["commit"][:SHORT_COMMIT], match["path"])
