"""Results of repositories joined into one index: duplicates out, vectors in, places on the map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from acumen.domain.card import Passage, text_hash
from acumen.domain.index import Index, RepositoryRecord, TemplateRecord
from acumen.domain.licence import LicenceState
from acumen.domain.snapshot import Skipped, SkipReason
from acumen.domain.vocabulary import Vocabularies
from acumen.embedding.encoder import Encoder
from acumen.search.fields import count_terms
from acumen.store.cache import VectorCache
from acumen.store.home import Home
from indexer.joining import Part, joined
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
    carried: Part | None = None,
) -> Assembled:
    """Embed, project and join ``results`` (one per repository, ascending by name).

    ``carried`` are repositories whose rows are taken over as they are.
    """
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
    progress.stage("count terms", 0)
    part = Part(
        repositories=tuple(_repository(result) for result in results),
        templates=tuple(_record(template) for template in described),
        passages=tuple(passages),
        card_vectors=vectors[: len(described)],
        passage_vectors=vectors[len(described) :],
        term_counts=count_terms([template.fields for template in described]),
    )
    if carried is not None:
        part = joined(part, carried)
    progress.stage("lay out the map", 0)
    layout = project(
        part.card_vectors, part.templates, previous, vocabularies, seed=seed, refit=refit
    )
    index = Index(
        encoder=encoder.identity,
        repositories=part.repositories,
        templates=part.templates,
        passages=part.passages,
        card_vectors=part.card_vectors,
        passage_vectors=part.passage_vectors,
        term_counts=part.term_counts,
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


def drop_duplicates(
    results: Sequence[RepositoryResult], carried: Part | None = None
) -> list[RepositoryResult]:
    """Keep one of the templates that are the same program in several repositories.

    The one that is carried over is kept, else one with a permissive licence, then the one with the
    smallest ID. Files that only a dropped template used move to the ledger.
    """
    standing = {r.template.token_hash: r.id for r in carried.templates} if carried else {}
    groups: dict[str, list[DescribedTemplate]] = {}
    for result in results:
        for template in result.templates:
            groups.setdefault(template.template.token_hash, []).append(template)
    dropped: dict[str, str] = {}  # ID -> ID of the one that stays
    for token_hash, group in groups.items():
        first, *rest = sorted(group, key=_preference)
        if token_hash in standing:
            dropped |= {copy.template.id: standing[token_hash] for copy in group}
        else:
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
        remarks=described.remarks,
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
        exclude=result.source.exclude,
    )
