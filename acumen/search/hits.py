"""Write out what a ranking found: hits with their reasons, and what the licence holds back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from acumen.domain.index import Index
from acumen.domain.licence import LicencePolicy
from acumen.domain.vocabulary import Vocabularies
from acumen.search.dense import PassageRanges, similarities
from acumen.search.ranking import FREE, NAME, QUALITY_WEIGHT, TRAINS, Ranking, free, trains
from acumen.search.reasons import PassageMatch, ReasonWriter
from acumen.search.records import GatedHit, Hit, Query, Reason


class HitWriter:
    """Writes the hits of one index."""

    def __init__(self, index: Index, ranges: PassageRanges, vocabularies: Vocabularies) -> None:
        self._index = index
        self._ranges = ranges
        self._reasons = ReasonWriter(index, ranges, vocabularies)

    def hit(self, rank: int, row: int, ranking: Ranking) -> Hit:
        """Template ``row`` as a hit, its reasons largest first; they sum to its score."""
        reasons: list[Reason] = []
        for part, words in zip(ranking.fusion.parts, ranking.words, strict=True):
            if not part.scale:
                continue
            factor = ranking.factor * part.scale
            if words is not None:
                shares = words.lexical.shares(row, words.terms.weights)
                reasons.extend(self._reasons.of_words(row, shares, factor))
            elif part.signal.name == NAME:
                if gave := ranking.factor * part.share(row):
                    reasons.append(self._reasons.of_name(row, gave))
            elif part.signal.zero_based:
                reasons.extend(
                    self._reasons.of_reading(
                        row, reading, factor * reading.weight * float(match[row])
                    )
                    for reading, match in zip(ranking.readings, ranking.matches, strict=True)
                    if match[row]
                )
            else:
                cosine = float(part.signal.values[row])
                where = self._nearest_passage(row, ranking.query_vector)
                what = "Near in meaning" if part.signal.name == "meaning" else "Resembles it"
                gave = ranking.factor * part.share(row)
                reasons.append(self._reasons.of_meaning(cosine, gave, where, what))
        record = self._index.templates[row]
        if trains(record):
            reasons.append(self._reasons.of_role(row, QUALITY_WEIGHT * TRAINS))
        if free(record):
            reasons.append(self._reasons.of_terms(row, QUALITY_WEIGHT * FREE))
        reasons.sort(key=lambda reason: (-reason.contribution, reason.text))
        return Hit(rank, record, float(ranking.scores[row]), tuple(reasons))

    def gated(self, place: int, row: int, ranking: Ranking, policy: LicencePolicy) -> GatedHit:
        """Template ``row``, which ``policy`` keeps out, and the policy that would let it pass."""
        record = self._index.templates[row]
        licence = record.licence
        wider = next(p for p in LicencePolicy if p.allows(licence.state))
        return GatedHit(
            record=record,
            would_rank=place,
            score=float(ranking.scores[row]),
            reason=f"licence {licence.named} is outside the policy {policy.value}",
            remedy=f"allow it with --licence {wider.value}",
        )

    def note(self, query: Query, ranking: Ranking, held_back: int, *, by_words_only: bool) -> str:
        """What a reader should know of the answer as a whole; "" if nothing."""
        notes = []
        empty = not self._index.templates
        if empty:
            notes.append("The index is empty.")
        if by_words_only and (query.text or query.code):
            notes.append("Compared by words only: no encoder is loaded.")
        scales = [
            part.scale
            for part, words in zip(ranking.fusion.parts, ranking.words, strict=True)
            if words is not None
        ]
        if not empty and scales and not any(scales):
            nearest = "" if by_words_only else ": these are the nearest in meaning"
            notes.append(f"No word of the query tells the templates apart{nearest}.")
        if held_back:
            are = "matching template is" if held_back == 1 else "matching templates are"
            notes.append(f"{held_back} {are} outside the licence policy {query.licence.value}.")
        return " ".join(notes)

    def _nearest_passage(self, row: int, vector: NDArray[np.float32] | None) -> PassageMatch | None:
        rows = self._ranges.of(row)
        if vector is None or not rows:
            return None
        near = similarities(self._index.passage_vectors[rows.start : rows.stop], vector)
        best = int(near.argmax())
        return PassageMatch(self._index.passages[rows.start + best], float(near[best]))
