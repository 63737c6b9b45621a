"""The words of labelled programs on disk: one JSON object a line, ``repository``, ``path``, and in
``words`` how often each stands there. They are other people's words and stay out of the repository.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from acumen.errors import CorpusError


@dataclass(frozen=True, slots=True)
class Bag:
    """The words of one labelled program."""

    repository: str
    path: str
    words: Mapping[str, int]

    @property
    def key(self) -> tuple[str, str]:
        return self.repository, self.path


def read_bags(path: Path) -> tuple[Bag, ...]:
    """The bags of ``path``. Raises CorpusError where it cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return tuple(_bag(line) for line in lines if line.strip())
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorpusError(
            f"{path} holds no words: {error}",
            remedy="write it with scripts/fit_confidences.py collect --words",
        ) from error


def write_bags(path: Path, bags: Iterable[Bag]) -> None:
    """Write ``bags`` by repository and path."""
    lines = []
    for bag in sorted(bags, key=lambda bag: bag.key):
        words = dict(sorted(bag.words.items()))
        document = {"repository": bag.repository, "path": bag.path, "words": words}
        lines.append(json.dumps(document, ensure_ascii=False, separators=(",", ":")))
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _bag(line: str) -> Bag:
    document = json.loads(line)
    words = {str(word): int(times) for word, times in document["words"].items()}
    return Bag(str(document["repository"]), str(document["path"]), words)
