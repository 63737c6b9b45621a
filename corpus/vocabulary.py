"""Read the vocabularies: one TOML file of terms per facet, checked before anything uses them.

A file holds ``facet``, ``version`` and ``[[term]]`` tables whose keys are the fields of
:class:`acumen.domain.vocabulary.Term`; any further key of a term lands in ``extra``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from acumen.attributes.matching import ancestors
from acumen.domain.attribute import Facet
from acumen.domain.vocabulary import BESIDE, Term, Vocabularies, Vocabulary
from acumen.errors import CorpusError
from corpus.compiled import compiled_vocabularies

VOCABULARIES: Final = Path(__file__).parent / "vocabularies"

_TEXTS: Final = ("id", "label", "about")
_LISTS: Final = ("words", "parents", "symbols", "names", "strings")
_ID_CHARACTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-.+")


def load_vocabularies(folder: Path = VOCABULARIES) -> Vocabularies:
    """All vocabularies in ``folder``, by facet.

    Raises:
        CorpusError: a file cannot be read, or a term in it is wrong.
    """
    if (compiled := compiled_vocabularies(folder)) is not None:
        return compiled
    found: dict[Facet, Vocabulary] = {}
    for path in sorted(folder.glob("*.toml")):
        vocabulary = read_vocabulary(path)
        if vocabulary.facet in found:
            raise _wrong(path, f"the facet {vocabulary.facet} has another file already")
        found[vocabulary.facet] = vocabulary
    if not found:
        raise CorpusError(
            f"There are no vocabularies in {folder}.", remedy="install the package again"
        )
    _check_implications(found, folder)
    return found


def read_vocabulary(path: Path) -> Vocabulary:
    """One vocabulary file, checked in itself.

    Raises:
        CorpusError: the file cannot be read, or a term in it is wrong.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _wrong(path, f"it cannot be read: {error}") from error
    facet, version, tables = (document.get(key) for key in ("facet", "version", "term"))
    if facet not in {f.value for f in Facet}:
        raise _wrong(path, f"{facet!r} is no facet")
    if not isinstance(version, str) or not version:
        raise _wrong(path, "it has no version")
    if not isinstance(tables, list) or not tables:
        raise _wrong(path, "it has no terms")
    terms = tuple(_term(table, path) for table in tables)
    _check(terms, path)
    return Vocabulary(facet=Facet(facet), version=version, terms=terms)


def _term(table: object, path: Path) -> Term:
    if not isinstance(table, Mapping):
        raise _wrong(path, "a term is no table")
    name = table.get("id", "?")
    texts = {}
    for key in (*_TEXTS, "gloss"):
        value = table.get(key, "")
        if not isinstance(value, str) or (not value.strip() and key in _TEXTS):
            raise _wrong(path, f"{name}: {key} must be text")
        texts[key] = value
    lists = {}
    for key in _LISTS:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
            raise _wrong(path, f"{name}: {key} must be a list of texts")
        lists[key] = tuple(value)
    extra = []
    for key in sorted(set(table) - {*_TEXTS, *_LISTS, "gloss"}):
        values = table[key] if isinstance(table[key], list) else [table[key]]
        if not all(isinstance(value, str) and value for value in values):
            raise _wrong(path, f"{name}: {key} must be text or a list of texts")
        extra += [(key, value) for value in values]
    return Term(extra=tuple(extra), **texts, **lists)  # type: ignore[arg-type]


def _check(terms: tuple[Term, ...], path: Path) -> None:
    ids = [term.id for term in terms]
    if repeated := _first_repeated(ids):
        raise _wrong(path, f"two terms have the id {repeated}")
    by_id = {term.id: term for term in terms}
    claimed: dict[str, Term] = {}
    for term in terms:
        if not set(term.id) <= _ID_CHARACTERS:
            raise _wrong(path, f"the id {term.id!r} is not in kebab-case")
        for parent in term.parents:
            if parent not in by_id:
                raise _wrong(path, f"{term.id}: there is no term {parent!r} to be its parent")
        if term.id in ancestors(term, by_id):
            raise _wrong(path, f"{term.id} is its own ancestor")
        for pattern in (*term.words, *term.names, *term.strings):
            if pattern != pattern.lower():
                raise _wrong(path, f"{term.id}: {pattern!r} must be in lower case")
        for word in term.words:
            other = claimed.setdefault(word, term)
            if other is not term:
                raise _wrong(path, f"{term.id} and {other.id} both claim the word {word!r}")
        if _first_repeated(term.words):
            raise _wrong(path, f"{term.id}: a word stands there twice")


def _check_implications(vocabularies: Vocabularies, folder: Path) -> None:
    """A fact that names a term of another facet (``task = "..."``) must name one that exists."""
    for facet in sorted(vocabularies):
        for term in vocabularies[facet]:
            for key, value in term.extra:
                if key == BESIDE and value not in vocabularies[facet]:
                    problem = f"{term.id}: there is no {value!r} to stand beside"
                    raise _wrong(folder / f"{facet}.toml", problem)
                if key not in {f.value for f in Facet}:
                    continue
                known = vocabularies.get(Facet(key))
                if known is not None and value not in known:
                    raise _wrong(
                        folder / f"{facet}.toml", f"{term.id}: there is no {key} {value!r}"
                    )


def _first_repeated(values: Iterable[str]) -> str:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return ""


def _wrong(path: Path, problem: str) -> CorpusError:
    return CorpusError(f"{path.name}: {problem}.", remedy=f"correct {path}")
