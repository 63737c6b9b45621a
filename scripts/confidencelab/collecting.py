"""What the rules of today say about labelled programs, read from a folder of bare repositories."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from templatesubjects import subject_of

from acumen.attributes.candidates import candidates_of
from acumen.attributes.labels import LABELLED, read_labels
from acumen.attributes.program_words import program_words
from acumen.attributes.registry import load_extractors
from acumen.attributes.texts import wants_text
from acumen.domain.facts import ModuleFacts, Unread
from acumen.domain.source import Source, SourceKind
from acumen.domain.vocabulary import Vocabularies
from acumen.syntax.codeview import language_of
from acumen.syntax.decode import Decoded, decode
from acumen.syntax.modules import Shelf
from acumen.syntax.reading import read_module
from confidencelab.bags import Bag
from confidencelab.rows import Row
from corpus.vocabulary import load_vocabularies
from indexer.stages.describe import stated
from indexer.stages.fetch import Fetched, open_source
from indexer.stages.select import select
from indexer.workshop import TEXT_LIMIT

Pin = tuple[str, str]  # repository, commit


def collected(label_files: Sequence[Path], mirror: Path) -> Iterator[tuple[Row, Bag]]:
    """Candidates and words of every labelled program that the mirror holds; others are told of.

    Raises:
        CorpusError: a file of labels is wrong.
        SourceError: a repository could not be read.
    """
    vocabularies = load_vocabularies()
    for (repository, commit), paths in sorted(_pinned(label_files).items()):
        if not (mirror / f"{repository}.git").exists():
            _say(f"{repository}: not in the mirror")
            continue
        source = Source(SourceKind.GIT, repository, f"https://github.com/{repository}", commit)
        with (
            tempfile.TemporaryDirectory() as home,
            open_source(
                source, home=Path(home), mirror=mirror, sandbox=False, report=_say
            ) as fetched,
        ):
            found = tuple(_rows(fetched, paths, vocabularies))
        yield from found
        for path in sorted(paths - {row.path for row, _ in found}):
            _say(f"{repository} {path}: is no template")


def _pinned(label_files: Sequence[Path]) -> dict[Pin, set[str]]:
    """Labelled paths by repository and commit."""
    found: dict[Pin, set[str]] = {}
    for file in label_files:
        read_labels(file)  # says what is wrong with a row
        for line in file.read_text(encoding="utf-8-sig").split("\n"):
            if line.strip():
                row = json.loads(line)
                found.setdefault((row["repository"], row["commit"]), set()).add(row["path"])
    return found


def _rows(
    fetched: Fetched, paths: set[str], vocabularies: Vocabularies
) -> Iterator[tuple[Row, Bag]]:
    snapshot = fetched.snapshot
    facts = _facts(fetched)
    texts = _texts(fetched)
    selection = select(snapshot, facts, texts=texts)
    shelf = Shelf()
    extractors = [one for one in load_extractors() if one.facet in LABELLED]
    for template in selection.templates:
        if template.path in paths:
            subject = subject_of(
                template, selection, snapshot, facts,
                texts=texts, vocabularies=vocabularies, shelf=shelf,
            )  # fmt: skip
            said, broken = stated(subject, extractors)
            for problem in broken:
                _say(f"{template.repository} {template.path}: {problem}")
            key = template.repository, template.path
            yield Row(*key, candidates_of(subject, said)), Bag(*key, program_words(subject))


def _facts(fetched: Fetched) -> dict[str, ModuleFacts | Unread]:
    code = [entry for entry in fetched.snapshot.files if language_of(entry.path)]
    found = {}
    for entry, content in fetched.read(code):
        language = language_of(entry.path)
        if isinstance(content, bytes) and language is not None:
            found[entry.path] = read_module(content, language)
    return found


def _texts(fetched: Fetched) -> dict[str, str]:
    wanted = [e for e in fetched.snapshot.files if e.size <= TEXT_LIMIT and wants_text(e.path)]
    found = {}
    for entry, content in fetched.read(wanted):
        decoded = decode(content) if isinstance(content, bytes) else None
        if isinstance(decoded, Decoded):
            found[entry.path] = decoded.text
    return found


def _say(text: str) -> None:
    print(text, file=sys.stderr)
