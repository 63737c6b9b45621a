"""Find a template of the index by its ID; an unknown one is answered with those nearest to it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from acumen.domain.identity import parse_template_id
from acumen.errors import UsageError


class TemplateRows:
    """The row of every template of an index."""

    def __init__(self, template_ids: Iterable[str]) -> None:
        self._row_of = {template_id: row for row, template_id in enumerate(template_ids)}

    def row(self, template_id: str) -> int:
        """The row of this ID. Raises UsageError naming the nearest IDs if there is none."""
        row = self._row_of.get(template_id)
        if row is None and (parsed := parse_template_id(template_id)) is not None:
            row = self._row_of.get(str(parsed))
        if row is None:
            near = self._nearest_ids(template_id)
            raise UsageError(
                f'There is no template "{template_id}" in this index.',
                remedy=f"one of: {', '.join(near)}" if near else "acumen list shows all IDs",
            )
        return row

    def _nearest_ids(self, template_id: str) -> list[str]:
        """IDs that look alike; those that share a folder, file or repository name first."""
        wanted = template_id[:300].lower()
        pieces = {piece for piece in wanted.replace("@", "/").replace(":", "/").split("/") if piece}
        shared = [
            (sum(piece in known.lower() for piece in pieces), known) for known in self._row_of
        ]
        shared.sort(key=lambda item: (-item[0], item[1]))
        candidates = [known for _, known in shared[:200]]
        return difflib.get_close_matches(template_id[:300], candidates, n=3, cutoff=0.3)
