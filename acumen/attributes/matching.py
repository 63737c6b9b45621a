"""Look names, symbols, strings and phrases up in a vocabulary, each distinct one once per run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import translate
from functools import lru_cache
from typing import Final

from acumen.attributes.wording import Reading, name_forms, name_readings, phrase_key, phrases_in
from acumen.domain.vocabulary import Term, Vocabulary

_CACHED: Final = 1 << 16  # results kept per vocabulary and kind of look-up
_TEXTS: Final = 4096  # of prose
_HEAD: Final = 3  # letters of a glob that it is kept by
_LONGEST_STRING: Final = 120  # characters; a longer literal names nothing


@dataclass(frozen=True, slots=True)
class PhraseHit:
    term: str
    word: int  # index of the phrase's first word
    size: int  # words


class TermMatcher:
    """The look-ups of one vocabulary. All results are ids in the vocabulary's order."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._by_id = {term.id: term for term in vocabulary}
        self._rank = {term.id: rank for rank, term in enumerate(vocabulary)}
        self._symbols = _Globs((s, t.id) for t in vocabulary for s in t.symbols)
        plain = [(n, t.id) for t in vocabulary for n in t.names if not {"+", "!"} & set(n)]
        stops = [(n[1:], t.id) for t in vocabulary for n in t.names if n.startswith("!")]
        self._no_names = _Globs(stops)
        self._names = _Globs(plain)
        self._together = tuple(
            (frozenset(n.split("+")), t.id) for t in vocabulary for n in t.names if "+" in n
        )
        self._strings = _Globs((s, t.id) for t in vocabulary for s in t.strings)
        self._phrases = {phrase_key(w): t.id for t in vocabulary for w in (*t.words, t.label)}
        self._phrases |= {phrase_key(w): t.id for t in vocabulary for w in t.words}
        self.by_symbol = lru_cache(maxsize=_CACHED)(self._by_symbol)
        self.by_name = lru_cache(maxsize=_CACHED)(self._by_name)
        self.by_string = lru_cache(maxsize=_CACHED)(self._by_string)
        self.in_prose = lru_cache(maxsize=_TEXTS)(self._in_prose)

    def _by_symbol(self, qualified: str) -> tuple[str, ...]:
        """Terms whose symbol is ``qualified``, or an owner of it: ``torch.optim.Adam.step``."""
        if not qualified or qualified.startswith("."):
            return ()
        name = canonical(qualified)
        found: dict[str, None] = {}
        while name:
            found |= dict.fromkeys(self._symbols.matches(name))
            name = name.rpartition(".")[0]
        return self._ordered(found)

    def _by_name(self, name: str) -> tuple[str, ...]:
        """Terms that a class, function, file or folder name speaks of."""
        found: dict[str, None] = {}
        taken: set[int] = set()
        for reading in name_readings(name):  # the longest first: a TransformerNet is no transformer
            if taken.isdisjoint(reading.pieces):
                if any(self._no_names.matches(form) for form in reading.forms):
                    taken.update(reading.pieces)
                    continue
                terms = dict.fromkeys(t for f in reading.forms for t in self._names.matches(f))
                if terms and not self._says_no_more(name, reading, terms):
                    found |= terms
                    taken.update(reading.pieces)
        return self._ordered(found)

    def _says_no_more(self, name: str, reading: Reading, terms: dict[str, None]) -> bool:
        """Whether the same name without its last piece means the same: ``imageclassif*`` must not
        take the last word of ``image_classifier_finetuning``.
        """
        shorter = range(reading.pieces.start, reading.pieces.stop - 1)
        return bool(shorter) and any(
            other.pieces == shorter
            and terms.keys() == {t for f in other.forms for t in self._names.matches(f)}
            for other in name_readings(name)
        )

    def by_names_together(self, names: Iterable[str]) -> tuple[str, ...]:
        """Terms that only several names together speak of: Generator and Discriminator."""
        if not self._together:
            return ()
        present = {form for name in names for form in name_forms(name)}
        return tuple(term for wanted, term in self._together if wanted <= present)

    def _by_string(self, text: str) -> tuple[str, ...]:
        """Terms that a string literal names, whole or after its last slash; a term that is called
        just so comes before those whose pattern fits too: ``cifar100`` and ``cifar10*``.
        """
        if not 1 < len(text) <= _LONGEST_STRING:
            return ()
        lowered = text.lower()
        found = dict.fromkeys(self._strings.best(lowered))
        if "/" in lowered:
            found |= dict.fromkeys(self._strings.best(lowered.rstrip("/").rpartition("/")[2]))
        return self._ordered(found)

    def _in_prose(self, text: str) -> tuple[PhraseHit, ...]:
        """Terms named in prose, the longest phrase at each place only, in order of place."""
        hits: list[PhraseHit] = []
        taken = 0
        longest: dict[int, PhraseHit] = {}
        for first, phrase in phrases_in(text):
            term = self._phrases.get(phrase)
            if term is not None:
                longest[first] = PhraseHit(term, first, phrase.count(" ") + 1)
        for first, hit in sorted(longest.items()):
            if first >= taken:
                hits.append(hit)
                taken = first + hit.size
        return tuple(hits)

    def terms(self, ids: Iterable[str]) -> tuple[Term, ...]:
        return tuple(self.vocabulary[term_id] for term_id in ids)

    def ancestors(self, term_id: str) -> tuple[str, ...]:
        return ancestors(self.vocabulary[term_id], self._by_id)

    def _ordered(self, found: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(found, key=self._rank.__getitem__))


class _Globs:
    """Globs by what they start with, so that one look-up tries few of them."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._exact: dict[str, list[str]] = {}
        self._beginnings: dict[str, list[tuple[str, str]]] = {}  # ``adam*``, by the first letters
        self._endings: list[tuple[str, str]] = []  # ``*adam``
        self._insides: list[tuple[str, str]] = []  # ``*adam*``
        self._by_head: dict[str, list[tuple[re.Pattern[str], str]]] = {}
        for glob, term in pairs:
            wild = min((glob.find(c) for c in "*?[" if c in glob), default=-1)
            core = glob.strip("*")
            plain = bool(core) and not set("*?[") & set(core)
            if wild < 0:
                self._exact.setdefault(glob, []).append(term)
            elif plain and glob == f"{core}*":
                self._beginnings.setdefault(core[:_HEAD], []).append((core, term))
            elif plain and glob in {f"*{core}", f"*{core}*"}:
                (self._endings if glob[-1] != "*" else self._insides).append((core, term))
            else:
                pattern = re.compile(translate(glob))
                self._by_head.setdefault(glob[: min(wild, _HEAD)], []).append((pattern, term))

    def best(self, text: str) -> list[str]:
        """What ``text`` itself stands for, or else every glob that it fits."""
        return self._exact.get(text) or self.matches(text)

    def matches(self, text: str) -> list[str]:
        found = list(self._exact.get(text, ()))
        for size in range(min(len(text), _HEAD) + 1):
            head = text[:size]
            for core, term in self._beginnings.get(head, ()):
                if text.startswith(core):
                    found.append(term)
            for pattern, term in self._by_head.get(head, ()):
                if pattern.match(text):
                    found.append(term)
        found += [term for core, term in self._endings if text.endswith(core)]
        found += [term for core, term in self._insides if core in text]
        return found


@lru_cache(maxsize=_CACHED)
def canonical(qualified: str) -> str:
    """One spelling for names that moved: ``tensorflow.keras`` is ``keras``, and so on."""
    dotted = f"{qualified}."
    for old, new in _MOVED:
        if dotted.startswith(old):
            dotted = new + dotted[len(old) :]
    qualified = dotted.removesuffix(".")
    parts = qualified.split(".")
    if parts[0] == "keras" and len(parts) > 3 and parts[2].islower() and parts[3][:1].isupper():
        del parts[2]  # keras.layers.convolutional.Conv2D
    if len(parts) > _IN_A_FILE and parts[0] == "torch" and parts[3][:1].isupper():
        if parts[1] == "optim" and parts[2] in _TORCH_OPTIMISERS:
            del parts[2]  # torch.optim.adam.Adam
    elif parts[:3] == ["torch", "nn", "modules"] and len(parts) > _IN_A_FILE + 1:
        del parts[2:4]  # torch.nn.modules.loss.L1Loss
    return ".".join(parts)


_IN_A_FILE: Final = 3  # parts of a name before the class, where its file is named too
_TORCH_OPTIMISERS: Final = frozenset(
    {"adadelta", "adagrad", "adam", "adamax", "adamw", "asgd", "lbfgs", "nadam", "radam"}
    | {"rmsprop", "rprop", "sgd", "sparse_adam"}
)
_MOVED: Final = (
    ("tensorflow.compat.v1.", "tensorflow."),
    ("tensorflow.compat.v2.", "tensorflow."),
    ("tensorflow.python.keras.", "keras."),
    ("tensorflow.contrib.keras.", "keras."),
    ("tensorflow.keras.", "keras."),
    ("tf_keras.", "keras."),
    ("keras.api.", "keras."),
    ("keras.src.", "keras."),
    ("pytorch_lightning.", "lightning."),
    ("lightning.pytorch.", "lightning."),
    ("lightning.fabric.Fabric.", "lightning.Fabric."),
    ("gymnasium.", "gym."),
    ("jax.api.", "jax."),
    ("jax._src.api.", "jax."),
)


def ancestors(term: Term, by_id: Mapping[str, Term]) -> tuple[str, ...]:
    """Ids of all broader terms, nearest first; holds ``term.id`` only if there is a cycle."""
    found: dict[str, None] = {}
    waiting = list(term.parents)
    while waiting:
        parent = waiting.pop(0)
        if parent not in found and parent in by_id:
            found[parent] = None
            waiting += by_id[parent].parents
    return tuple(found)


def matcher(vocabulary: Vocabulary) -> TermMatcher:
    """The one matcher of ``vocabulary``; made once, its answers are kept."""
    known = _MATCHERS.get(id(vocabulary))
    if known is None or known.vocabulary is not vocabulary:
        known = _MATCHERS[id(vocabulary)] = TermMatcher(vocabulary)
    return known


_MATCHERS: Final[dict[int, TermMatcher]] = {}
