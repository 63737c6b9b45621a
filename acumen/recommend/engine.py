"""Recommends three programs to start from: relevance first, then bounded quality, with reasons."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from acumen.domain.attribute import Facet
from acumen.domain.index import TemplateRecord
from acumen.domain.licence import LicencePolicy
from acumen.domain.remark import RemarkKind
from acumen.recommend.focus import Focus
from acumen.recommend.gates import Barrier, barriers
from acumen.recommend.needs import Constraint, Need, Needs, Understood, understand
from acumen.recommend.picking import (
    BAND,
    Candidate,
    Chosen,
    Standing,
    likeness,
    order,
    pick_three,
)
from acumen.recommend.quality import QUALITY_WEIGHT, Quality, Trait, entry_of
from acumen.recommend.records import Gated, Pick, PickKind, Recommendation, RunnerUp
from acumen.recommend.relaxing import NEVER, PER_REPOSITORY, Fitting, Masks, fitting
from acumen.recommend.wording import caveats, too_few, why, why_not
from acumen.search.engine import Library
from acumen.search.reasons import FIRST_LINES
from acumen.search.records import Hit, Leg, Query, Reason

RELEVANCE_WEIGHT: Final = 1 - QUALITY_WEIGHT / 2  # so that no score is above 1
RUNNERS_UP: Final = 4
GATED: Final = 5
ALIKE: Final = 0.85  # cosine of two cards from which programs are called much alike
LESS_FOCUSED: Final = 0.15  # than the best fit, from which a program is off task
FEW_PEERS: Final = 5  # with fewer programs for a task, sizes are compared with all programs


def recommend(
    library: Library, needs: Needs, *, licence: LicencePolicy = LicencePolicy.PERMISSIVE
) -> Recommendation:
    """Three programs for ``needs``: the best fit, the simplest and the most maintained.

    Equal input gives equal output: freshness is measured from the newest date in the index.
    Raises UsageError for a framework or hardware that is not known.
    """
    return _Recommender(library, needs, licence).answer()


def count_fitting(
    library: Library, needs: Needs, *, licence: LicencePolicy = LicencePolicy.PERMISSIVE
) -> int:
    """How many programs could be picked and meet every need. Raises UsageError as ``recommend``."""
    masks = Masks(library)
    open_ = np.array([b is None for b in barriers(library.index.templates, licence)], dtype=bool)
    return int((masks.all_of(understand(library, needs).constraints) & open_).sum())


class _Recommender:
    """One recommendation in the making."""

    def __init__(self, library: Library, needs: Needs, licence: LicencePolicy) -> None:
        self._library = library
        self._needs = needs
        self._licence = licence
        self._templates = library.index.templates
        self._understood: Understood = understand(library, needs)
        self._query = Query(text=self._understood.text, prefer=self._understood.prefer)
        self._readings = library.read(self._understood.text)
        self._masks = Masks(library)
        self._barriers = barriers(self._templates, licence)
        self._open = np.array([barrier is None for barrier in self._barriers], dtype=bool)
        self._focus = Focus(self._templates, self._wanted(), library.vocabularies)
        self._quality = Quality(library.index, self._focus, needs.experience)
        self._matches = self._search_scores()
        self._relevance = self._relevances()
        top = float(self._matches[self._open].max(initial=0.0))
        self._factor = RELEVANCE_WEIGHT / top if top > 0 else 0.0

    def answer(self) -> Recommendation:
        constraints = self._understood.constraints
        fit = fitting(self._masks, constraints, self._open, self._templates)
        peers = self._peers(fit)
        rows = np.flatnonzero(fit.tiers != NEVER)
        candidates = [self._candidate(int(row), fit, peers) for row in rows]
        vectors = self._library.index.card_vectors
        chosen = pick_three(candidates, vectors, self._on_task)
        hits = self._library.explain(self._query, [each.candidate.record.id for each in chosen])
        return Recommendation(
            needs=self._needs,
            licence=self._licence,
            constraints=constraints,
            encoder=self._library.encoder_name,
            index=self._library.index_hash,
            picks=tuple(
                self._pick(each, chosen, hit, int((fit.tiers <= each.candidate.tier).sum()))
                for each, hit in zip(chosen, hits, strict=True)
            ),
            relaxed=fit.relaxed[: max((each.candidate.tier for each in chosen), default=0)],
            runners_up=self._runners_up(candidates, chosen),
            gated=self._gated(chosen),
            fitting=int((fit.tiers == 0).sum()),
            considered=len(self._templates),
            notes=self._notes(chosen),
        )

    def _wanted(self) -> dict[Facet, tuple[str, ...]]:
        """What was asked for, with the tasks and architectures that the words name."""
        wanted = dict(self._understood.prefer)
        for reading in self._readings:
            if reading.facet in {Facet.TASK, Facet.ARCHITECTURE}:
                wanted[reading.facet] = (*wanted.get(reading.facet, ()), reading.value)
        return wanted

    # --- scores ----------------------------------------------------------------------------

    def _search_scores(self) -> NDArray[np.float64]:
        """What search says of every template, shape (n,)."""
        scores = np.zeros(len(self._templates))
        row_of = {record.id: row for row, record in enumerate(self._templates)}
        for place in self._library.ranking(self._query, len(self._templates)):
            scores[row_of[place.id]] = place.score
        return scores

    def _relevances(self) -> NDArray[np.float64]:
        """Shape (n,), 0..1: relative to the best that may be picked.

        What search adds whatever is asked is left out.
        """
        own = np.maximum(np.round(self._matches - self._library.base_scores, 9), 0.0)
        top = float(own[self._open].max(initial=0.0))
        return own / top if top > 0 else own

    def _candidate(self, row: int, fit: Fitting, peers: NDArray[np.bool_]) -> Candidate:
        judged = self._quality.judge(row, peers)
        score = math.fsum(
            [self._factor * self._matches[row], *(each.contribution for each in judged)]
        )
        record = self._templates[row]
        tier, relevance = int(fit.tiers[row]), float(self._relevance[row])
        doubtful = self._focus.doubtful(record)
        standing = self._standing(record)
        return Candidate(row, record, tier, relevance, score, judged, doubtful, standing)

    def _standing(self, record: TemplateRecord) -> Standing:
        """What a reader says of it for the asked task.

        All are equal where words of one's own tell programs apart better than a reader of another
        mind could.
        """
        if self._needs.text.strip() or self._focus.confirmed(record) is None:
            return Standing.UNREAD
        noted = any(remark.kind is RemarkKind.NOTE for remark in record.remarks)
        return Standing.WITH_A_NOTE if noted else Standing.FIT

    def _peers(self, fit: Fitting) -> NDArray[np.bool_]:
        """Programs whose size compares, shape (n,): those for the asked task, or that fit."""
        values = self._wanted().get(Facet.TASK, ())
        same = fit.tiers != NEVER
        if values:
            same = self._masks.of(Constraint(Need.TASK, Facet.TASK, values, "")) & self._open
        return same if same.sum() > FEW_PEERS else self._open

    def _on_task(self, best: Candidate, other: Candidate) -> bool:
        """Whether ``other`` has what ``best`` has of the words' tasks and keeps to it as much."""
        if other.value(Trait.FOCUS) < best.value(Trait.FOCUS) - LESS_FOCUSED:
            return False
        for reading in self._readings:
            if reading.facet in {Facet.TASK, Facet.ARCHITECTURE}:
                constraint = Constraint(Need.TASK, reading.facet, (reading.value,), reading.label)
                mask = self._masks.of(constraint)
                if mask[best.row] and not mask[other.row]:
                    return False
        return True

    # --- writing the answer ----------------------------------------------------------------

    def _pick(self, chosen: Chosen, all_chosen: Sequence[Chosen], hit: Hit, of: int) -> Pick:
        candidate = chosen.candidate
        reasons = [replace(r, contribution=self._factor * r.contribution) for r in hit.reasons]
        reasons += [
            Reason(each.text, each.contribution, Leg.QUALITY, each.evidence)
            for each in candidate.judged
            if each.known
        ]
        reasons = [self._with_evidence(reason, candidate.record) for reason in reasons]
        reasons.sort(key=lambda reason: (-reason.contribution, reason.text))
        score = candidate.score
        missed = tuple(
            constraint
            for constraint in self._understood.constraints
            if not self._masks.of(constraint)[candidate.row]
        )
        return Pick(
            kind=chosen.kind,
            record=candidate.record,
            why=why(chosen, all_chosen, of),
            score=score,
            low=score + math.fsum(each.low - each.contribution for each in candidate.judged),
            high=score + math.fsum(each.high - each.contribution for each in candidate.judged),
            relevance=candidate.relevance,
            reasons=tuple(reasons),
            caveats=caveats(candidate, missed, self._library.vocabularies),
            missed=missed,
        )

    def _with_evidence(self, reason: Reason, record: TemplateRecord) -> Reason:
        """A reason without lines of its own points at the start of the program it speaks of."""
        if reason.evidence:
            return reason
        entry = entry_of(record)
        start = replace(entry, last_line=min(entry.last_line, FIRST_LINES))
        return replace(reason, evidence=(start,))

    def _runners_up(
        self, candidates: Sequence[Candidate], chosen: Sequence[Chosen]
    ) -> tuple[RunnerUp, ...]:
        picked = {each.candidate.row for each in chosen}
        left = [candidate for candidate in candidates if candidate.row not in picked]
        left.sort(key=order)
        vectors = self._library.index.card_vectors
        found = []
        for candidate in left[:RUNNERS_UP]:
            nearest = max(chosen, key=lambda each: likeness(candidate, each.candidate, vectors))
            alike = likeness(candidate, nearest.candidate, vectors) >= ALIKE
            same = [
                each
                for each in chosen
                if each.candidate.record.template.repository == candidate.record.template.repository
            ]
            full = len(same) >= PER_REPOSITORY
            text = why_not(candidate, chosen, nearest if alike else None, repository_full=full)
            found.append(RunnerUp(candidate.record, candidate.score, text))
        return tuple(found)

    def _gated(self, chosen: Sequence[Chosen]) -> tuple[Gated, ...]:
        """What meets the needs, matches about as well as the best fit, and cannot be picked."""
        bar = BAND * float(self._matches[chosen[0].candidate.row]) if chosen else 0.0
        wanted = self._masks.all_of(self._understood.constraints) & ~self._open
        rows = [int(row) for row in np.flatnonzero(wanted) if self._matches[row] >= bar]
        rows.sort(key=lambda row: (-round(float(self._matches[row]), 9), row))
        found = []
        for row in rows[:GATED]:
            barrier = self._barriers[row]
            assert isinstance(barrier, Barrier)
            score = self._factor * float(self._matches[row])
            found.append(Gated(self._templates[row], score, barrier.reason, barrier.remedy))
        return tuple(found)

    def _notes(self, chosen: Sequence[Chosen]) -> tuple[str, ...]:
        notes = list(self._understood.notes)
        if self._needs.text.strip() and self._library.encoder is None:
            notes.append("Your words were compared by spelling only: no encoder is loaded.")
        if chosen and not any(each.candidate.relevance for each in chosen):
            notes.append("Nothing was asked that tells programs apart: the picks go by quality.")
        if len(chosen) < len(PickKind):
            notes.append(too_few(chosen, self._understood.constraints))
        return tuple(notes)
