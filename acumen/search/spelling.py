"""Finds the known words that a misspelt or unfinished word stands for.

Words are found by deletion neighbourhoods: two words within edit distance 1 share a string that
is either of them or lacks one letter. Only words of five letters and more are corrected, and the
first letter is taken as typed, which people rarely miss.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

MIN_CORRECTED: Final = 5  # letters; shorter words have too many neighbours
MIN_FOR_TWO_EDITS: Final = 9
MAX_CORRECTED: Final = 18  # letters; the neighbourhood grows with the square of the length
MIN_PREFIX: Final = 4
MAX_COMPLETIONS: Final = 3


class Speller:
    """Nearest words of a fixed list. Ties go to the word that comes first in the alphabet."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted({word for word in words if word})
        self._known = frozenset(self._words)

    @cached_property
    def _by_deletion(self) -> Mapping[str, Sequence[str]]:
        """The words by what is left of them; most who ask spell well, and need none of it."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._words:
            if MIN_CORRECTED - 1 <= len(word) <= MAX_CORRECTED:
                for variant in _deletions(word):
                    found[variant].append(word)
        return found

    def __contains__(self, word: object) -> bool:
        return word in self._known

    def corrections(self, word: str) -> tuple[str, ...]:
        """The known words nearest to ``word``: all at the smallest distance within the bound."""
        if word in self._known:
            return (word,)
        if not MIN_CORRECTED <= len(word) <= MAX_CORRECTED + 1 or word.isdigit():
            return ()
        bound = 2 if len(word) >= MIN_FOR_TWO_EDITS else 1
        near: dict[str, int] = {}
        for variant in _deletions(word):
            for candidate in self._by_deletion.get(variant, ()):
                if candidate[0] == word[0] and candidate not in near:
                    near[candidate] = edit_distance(word, candidate, bound)
        best = min(near.values(), default=bound + 1)
        if best > bound:
            return ()
        return tuple(sorted(candidate for candidate, far in near.items() if far == best))

    def completions(self, word: str) -> tuple[str, ...]:
        """Known words that begin with ``word``, shortest first; none for a short beginning."""
        if len(word) < MIN_PREFIX:
            return ()
        start = bisect_left(self._words, word)
        found: list[str] = []
        for candidate in self._words[start : start + 50]:
            if not candidate.startswith(word):
                break
            found.append(candidate)
        return tuple(sorted(found, key=lambda w: (len(w), w))[:MAX_COMPLETIONS])


def edit_distance(left: str, right: str, bound: int) -> int:
    """Insertions, deletions, replacements and swaps of neighbours; ``bound + 1`` if more."""
    if abs(len(left) - len(right)) > bound:
        return bound + 1
    before: list[int] = []
    previous = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        current = [i]
        for j, b in enumerate(right, start=1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > bound:
            return bound + 1
        before, previous = previous, current
    return min(previous[-1], bound + 1)


def _deletions(word: str) -> Iterator[str]:
    """``word``, and ``word`` without one letter; without two where two edits are allowed."""
    yield word
    singles = [word[:i] + word[i + 1 :] for i in range(len(word))]
    yield from singles
    if len(word) >= MIN_FOR_TWO_EDITS - 1:
        for single in singles:
            yield from (single[:i] + single[i + 1 :] for i in range(len(single)))
