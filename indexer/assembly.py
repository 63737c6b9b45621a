"""Results of repositories joined into one index: duplicates out, vectors in, places on the map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from acumen.domain.card import Passage, text_hash
from acumen.domain.index import Index, RepositoryRecord, TemplateRecord
from acumen.domain.licence import LicenceState
from acumen.domain.snapshot import Skipped, SkipReason
from acumen.domain.vocabulary import Vocabularies
from acumen.embedding.encoder import Encoder
from acumen.search.fields import count_terms
from acumen.store.cache import VectorCache
from acumen.store.home import Home
from indexer.progress import Progress
from indexer.records import DescribedTemplate, RepositoryResult
from indexer.stages.embed import embed_texts
from indexer.stages.project import project


@dataclass(frozen=True, slots=True, eq=False)
class Assembled:
    index: Index
    embedded: int  # texts embedded in this run
    reused: int  # texts whose vector was known


def assemble(
    results: Sequence[RepositoryResult],
    *,
    encoder: Encoder,
    home: Home,
    previous: Index | None,
    vocabularies: Vocabularies,
    seed: int,
    refit: bool,
    progress: Progress,
) -> Assembled:
    """Embed, project and join ``results`` (one per repository, ascending by name)."""
    described = sorted(
        (template for result in results for template in result.templates),
        key=lambda template: template.template.id,
    )
    passages = sorted(
        (passage for template in described for passage in template.passages), key=_passage_order
    )
    texts = [template.card_text for template in described] + [p.text for p in passages]
    cache = VectorCache(home, encoder.identity.fingerprint)
    progress.stage("embed", len(texts))
    vectors, embedding = embed_texts(texts, encoder, cache, report=_Meter(progress))
    card_vectors: NDArray[np.float32] = vectors[: len(described)]
    records = tuple(_record(template) for template in described)
    progress.stage("lay out the map", 0)
    layout = project(card_vectors, records, previous, vocabularies, seed=seed, refit=refit)
    progress.stage("count terms", 0)
    index = Index(
        encoder=encoder.identity,
        repositories=tuple(_repository(result) for result in results),
        templates=records,
        passages=tuple(passages),
        card_vectors=card_vectors,
        passage_vectors=vectors[len(described) :],
        term_counts=count_terms([template.fields for template in described]),
        layout=layout,
    )
    return Assembled(index, embedding.computed, embedding.reused)


class _Meter:
    """Turns "done of total" into steps of the progress."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._done = 0

    def __call__(self, done: int, total: int) -> None:  # noqa: ARG002  (the stage knows it)
        self._progress.advance(done - self._done)
        self._done = done


def drop_duplicates(results: Sequence[RepositoryResult]) -> list[RepositoryResult]:
    """Keep one of the templates that are the same program in several repositories.

    The one with a permissive licence is kept, then the one with the smallest ID. Files that only a
    dropped template used move to the ledger.
    """
    groups: dict[str, list[DescribedTemplate]] = {}
    for result in results:
        for template in result.templates:
            groups.setdefault(template.template.token_hash, []).append(template)
    dropped: dict[str, str] = {}  # ID -> ID of the one that stays
    for group in groups.values():
        first, *rest = sorted(group, key=_preference)
        dropped |= {copy.template.id: first.template.id for copy in rest}
    return [_without(result, dropped) for result in results]


def _preference(template: DescribedTemplate) -> tuple[bool, str]:
    return (template.licence.state is not LicenceState.PERMISSIVE, template.template.id)


def _without(result: RepositoryResult, dropped: Mapping[str, str]) -> RepositoryResult:
    gone = [t for t in result.templates if t.template.id in dropped]
    if not gone:
        return result
    stay = tuple(t for t in result.templates if t.template.id not in dropped)
    used = {path for t in stay for path in (*t.template.files, *t.template.configs)}
    moved: dict[str, Skipped] = {}
    for template in gone:
        for path in (*template.template.files, *template.template.configs):
            if path not in used:
                detail = f"same program as {dropped[template.template.id]}"
                moved.setdefault(path, Skipped(path, SkipReason.DUPLICATE, detail))
    return replace(
        result,
        templates=stay,
        indexed=result.indexed - len(moved),
        skipped=tuple(sorted((*result.skipped, *moved.values()))),
    )


def _passage_order(passage: Passage) -> tuple[str, str, int, str]:
    return (passage.template_id, passage.path, passage.first_line, passage.symbol)


def _record(described: DescribedTemplate) -> TemplateRecord:
    return TemplateRecord(
        template=described.template,
        title=described.title,
        summary=described.summary,
        card_hash=text_hash(described.card_text),
        attributes=described.attributes,
        licence=described.licence,
        safety=described.safety,
        files=described.files,
        code_lines=described.code_lines,
        last_change=described.last_change,
        findings=described.findings,
        wholly_read=described.wholly_read,
    )


def _repository(result: RepositoryResult) -> RepositoryRecord:
    reasons = Counter(skipped.reason.value for skipped in result.skipped)
    return RepositoryRecord(
        repository=result.source.repository,
        kind=result.source.kind,
        url=result.url,
        commit=result.commit,
        committed_on=result.committed_on,
        why=result.source.why,
        seen=result.seen,
        indexed=result.indexed,
        skipped=tuple(sorted(reasons.items())),
        location=result.source.location,
        pin=result.source.pin,
        include=result.source.include,
        remarks=described.remarks,
        exclude=result.source.exclude,
    )
