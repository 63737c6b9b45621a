"""Reads a query: which tasks, architectures, datasets and so on it names, and which terms to count.

Words are compared as joined stems, so "U-Net", "u net" and "UNet" are one, and the longest run of
words that means something is taken first. What is read only raises what matches; it filters
nothing, because a word can be read wrongly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from acumen.domain.attribute import Facet
from acumen.domain.vocabulary import Term, Vocabularies
from acumen.search.lexical import LexicalIndex
from acumen.search.records import Reading
from acumen.search.spelling import Speller
from acumen.search.tokens import STOP_WORDS, code_words, fold, forms, prose_words, stem

# How much a match of each facet counts. A task or architecture decides what a program is; nearly
# every beginner's program has MNIST, so a dataset must not outweigh them.
FACET_WEIGHTS: Final[Mapping[Facet, float]] = {
    Facet.TASK: 1.0,
    Facet.ARCHITECTURE: 1.0,
    Facet.FRAMEWORK: 0.5,
    Facet.TRAINING_STYLE: 0.5,
    Facet.HARDWARE: 0.45,
    Facet.MODALITY: 0.4,
    Facet.DATASET: 0.4,
    Facet.PRETRAINED: 0.3,
    Facet.LICENCE: 0.3,
    Facet.LOSS: 0.3,
    Facet.LAYER: 0.25,
    Facet.OPTIMIZER: 0.25,
    Facet.METRIC: 0.25,
}
DECISIVE: Final = frozenset({Facet.TASK, Facet.ARCHITECTURE})

PART_WEIGHT: Final = 0.4  # of a part beside its whole: "net" in "U-Net"
DATASET_WORD_WEIGHT: Final = 0.6  # of a dataset's words beside a task or architecture
CORRECTION_WEIGHT: Final = 0.8
COMPLETION_WEIGHT: Final = 0.5
EXPANSION_BUDGET: Final = 1.0  # what all synonyms of one reading may weigh together
EXPANSION_WEIGHT: Final = 0.2  # of one synonym's term at most
MAX_SPAN: Final = 6  # words of the longest phrase looked up
MAX_JOINED: Final = 12  # letters of a phrase that people write as one word: "cyclegan"
RARE: Final = 2  # templates; a word in more than these is taken as meant
MAX_CODE_TERMS: Final = 80

_LEADING: Final = frozenset({"a", "an", "my", "our", "the", "your"})
_LICENCE_WORDS: Final[Mapping[str, str]] = {
    "mit": "permissive",
    "apache": "permissive",
    "apache2": "permissive",
    "bsd": "permissive",
    "permissive": "permissive",
    "commercialuse": "permissive",
    "gpl": "strong-copyleft",
    "copyleft": "strong-copyleft",
    "agpl": "network-copyleft",
}


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """A query as search uses it."""

    weights: Mapping[str, float]  # term -> weight, for lexical search
    readings: tuple[Reading, ...]
    typed: frozenset[str]  # the terms that the person wrote, corrected


@dataclass(frozen=True, slots=True)
class _Word:
    typed: str
    key: str  # joined stem, corrected
    terms: tuple[str, ...]
    extra: tuple[str, ...] = ()  # corrections and completions beside it
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class _Meaning:
    facet: Facet
    term: Term


class QueryReader:
    """Knows the vocabularies' words. Immutable once built."""

    def __init__(self, vocabularies: Vocabularies) -> None:
        self._meanings: dict[str, list[_Meaning]] = {}
        words: set[str] = set()
        for facet in sorted(FACET_WEIGHTS):
            for term in vocabularies.get(facet, ()):
                for phrase in (term.label, term.id, *term.words):
                    key, pieces = _phrase(phrase)
                    if len(pieces) == 1 < len(_words(phrase)) and not STOP_WORDS.isdisjoint(
                        _words(phrase)
                    ):
                        # Of "you only look once" a query keeps "look", which means something else.
                        key, pieces = _whole(phrase), []
                    if len(key) < 2:
                        continue
                    meanings = self._meanings.setdefault(key, [])
                    if all((m.facet, m.term.id) != (facet, term.id) for m in meanings):
                        meanings.append(_Meaning(facet, term))
                    words.update(pieces)
                    if len(key) <= MAX_JOINED:
                        words.add(key)
                words.update(form for word in prose_words(term.gloss) for form in forms(word))
        if Facet.LICENCE not in vocabularies:
            for key, state in _LICENCE_WORDS.items():
                meaning = _Meaning(Facet.LICENCE, Term(state, state, ""))
                self._meanings.setdefault(key, []).append(meaning)
        self._speller = Speller(words)
        self._terms = {
            (meaning.facet, meaning.term.id): meaning.term
            for meanings in self._meanings.values()
            for meaning in meanings
        }

    def read_text(self, text: str, lexical: LexicalIndex) -> QueryTerms:
        """Read a question; ``lexical`` says which words the templates know."""
        typed_words = list(prose_words(text))
        lexical.know(form for word in typed_words for form in forms(word))
        words = [self._word(word, lexical) for word in typed_words]
        words = [word for word in words if word.terms]
        readings, spans = self._meanings_in(words)
        decisive = any(reading.facet in DECISIVE for reading in readings)
        weights: dict[str, float] = {}
        for position, word in enumerate(words):
            facets = spans[position]
            only_data = decisive and facets == {Facet.DATASET}
            factor = DATASET_WORD_WEIGHT if only_data else 1.0
            _add_word(weights, word, factor, lexical)
        typed = frozenset(weights)
        self._expand(weights, readings)
        return QueryTerms(weights, readings, typed)

    def read_code(self, code: str, lexical: LexicalIndex) -> QueryTerms:
        """Read a snippet: its most telling identifiers, each once however often it stands."""
        counts: dict[str, float] = {}
        for word in code_words(code):
            for form in forms(word):
                counts[form] = min(counts.get(form, 0.0) + 1.0, 4.0)
        lexical.know(counts)
        worth = {term: count**0.5 * lexical.idf(term) for term, count in counts.items()}
        best = sorted(worth, key=lambda term: (-worth[term], term))[:MAX_CODE_TERMS]
        weights = {term: counts[term] ** 0.5 for term in best if worth[term] > 0}
        return QueryTerms(weights, (), frozenset(weights))

    def meanings(self, phrase: str, facet: Facet) -> tuple[str, ...]:
        """Term ids of ``facet`` that ``phrase`` names exactly."""
        for key in (_whole(phrase), _phrase(phrase)[0]):
            found = self._meanings.get(key, ())
            if named := tuple(meaning.term.id for meaning in found if meaning.facet is facet):
                return named
        return ()

    def _word(self, typed: str, lexical: LexicalIndex) -> _Word:
        found = forms(typed)
        if not found:
            return _Word(typed, "", ())
        key = found[0]
        known = key in self._speller or key in self._meanings
        if known or lexical.frequency(key) > RARE:
            return _Word(typed, key, found)
        corrections = self._speller.corrections(key)
        if corrections:
            return _Word(typed, corrections[0], found, corrections, corrected=True)
        completions = self._speller.completions(key)
        if completions:
            return _Word(typed, completions[0], found, completions, corrected=True)
        return _Word(typed, key, found)

    def _meanings_in(self, words: list[_Word]) -> tuple[tuple[Reading, ...], list[set[Facet]]]:
        """Readings in the order of the words, longest run of words first, none overlapping."""
        facets: list[set[Facet]] = [set() for _ in words]
        taken = [False] * len(words)
        found: list[tuple[int, Reading]] = []
        for length in range(min(MAX_SPAN, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                span = range(start, start + length)
                if any(taken[i] for i in span):
                    continue
                meanings = self._meanings.get("".join(words[i].key for i in span))
                if not meanings:
                    continue
                for i in span:
                    taken[i] = True
                    facets[i].update(meaning.facet for meaning in meanings)
                typed = " ".join(words[i].typed for i in span)
                corrected = any(words[i].corrected for i in span)
                found.extend((start, _reading(m, typed, corrected)) for m in meanings)
        found.sort(key=lambda item: (item[0], item[1].facet, item[1].value))
        unique: dict[tuple[Facet, str], Reading] = {}
        for _, reading in found:
            unique.setdefault((reading.facet, reading.value), reading)
        return tuple(unique.values()), facets

    def _expand(self, weights: dict[str, float], readings: tuple[Reading, ...]) -> None:
        """Add synonyms and gloss of what was read, at a weight that cannot outvote the words."""
        for reading in readings:
            if reading.facet not in DECISIVE:
                continue
            term = self._terms[reading.facet, reading.value]
            text = " ".join((term.label, term.gloss, *term.words))
            extra = sorted({form for word in prose_words(text) for form in forms(word)[:1]})
            extra = [form for form in extra if form not in weights]
            if extra:
                weight = min(EXPANSION_WEIGHT, EXPANSION_BUDGET / len(extra))
                weights.update(dict.fromkeys(extra, weight))


def _phrase(text: str) -> tuple[str, list[str]]:
    """The joined stems of ``text`` and its words, stop words kept out as in a query."""
    pieces = [found[0] for word in prose_words(text.replace("-", " ")) if (found := forms(word))]
    if not pieces:
        plain = stem("".join(char for char in fold(text).casefold() if char.isalnum()))
        return plain, []
    return "".join(pieces), pieces


def _words(text: str) -> list[str]:
    """All words of a phrase that count at least as stop words, what leads it in left out."""
    words = fold(text).casefold().replace("-", " ").split()
    while len(words) > 1 and words[0] in _LEADING:
        del words[0]
    return words


def _whole(text: str) -> str:
    """The joined words of ``text``, stop words among them, told apart from a key by its mark."""
    return "=" + "".join(_words(text))


def _reading(meaning: _Meaning, typed: str, corrected: bool) -> Reading:
    weight = FACET_WEIGHTS[meaning.facet] * (CORRECTION_WEIGHT if corrected else 1.0)
    term = meaning.term
    return Reading(meaning.facet, term.id, term.label, typed, weight, corrected)


def _add_word(weights: dict[str, float], word: _Word, factor: float, lexical: LexicalIndex) -> None:
    whole, *parts = word.terms
    _raise(weights, whole, factor)
    part_weight = PART_WEIGHT if lexical.frequency(whole) else 1.0
    for part in parts:
        _raise(weights, part, factor * part_weight)
    extra_weight = CORRECTION_WEIGHT if len(word.extra) == 1 else COMPLETION_WEIGHT
    for extra in word.extra:
        _raise(weights, extra, factor * extra_weight)


def _raise(weights: dict[str, float], term: str, weight: float) -> None:
    weights[term] = max(weights.get(term, 0.0), weight)
