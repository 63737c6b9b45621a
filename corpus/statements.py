"""What people say about templates and ships with the corpus: ``annotations/*.jsonl``.

``acumen annotations export --standing`` writes such files. They are applied when a repository is
indexed, to the content of the entry file that their authors looked at and to no other.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from acumen.curation.lines import Curated, load_curated

FOLDER: Final = Path(__file__).parent / "annotations"


@cache
def curated() -> Curated:
    """All statements; read once. Raises CorpusError for a file that is wrong."""
    return load_curated(FOLDER)
