"""Search results and templates as plain structures, ready to be written as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from acumen.domain.attribute import Attribute
from acumen.domain.evidence import Evidence
from acumen.domain.finding import Finding, Outcome
from acumen.domain.index import RepositoryRecord, TemplateRecord
from acumen.domain.licence import Licence
from acumen.domain.safety import Safety
from acumen.domain.vocabulary import Vocabularies
from acumen.search.facets import attributes_of, values_of
from acumen.search.records import GatedHit, Hit, Reading, Reason, SearchResult

if TYPE_CHECKING:
    from acumen.faults.statement import LeafStatement
    from acumen.search.evaluation import EvaluationReport

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
JsonObject: TypeAlias = "dict[str, Json]"


def search_json(result: SearchResult) -> JsonObject:
    """What ``search --json`` prints."""
    return {
        "query": result.query.shown,
        "encoder": result.encoder,
        "index": result.index,
        "took_ms": round(result.took_ms, 3),
        "note": result.note,
        "understood": [_reading_json(reading) for reading in result.understood],
        "total": result.total,
        "gated_total": result.gated_total,
        "gated": [gated_json(gated) for gated in result.gated],
        "hits": [hit_json(hit) for hit in result.hits],
    }


def hit_json(hit: Hit) -> JsonObject:
    """One hit with the reasons for its score."""
    return {
        "rank": hit.rank,
        **identity_json(hit.record),
        "score": hit.score,
        "attributes": values_json(hit.record),
        "licence": licence_json(hit.record.licence),
        "safety": safety_json(hit.record.safety),
        "reasons": [reason_json(reason) for reason in hit.reasons],
        "files": [file.path for file in hit.record.files],
    }


def gated_json(gated: GatedHit) -> JsonObject:
    """One template that was kept out, with the reason and what would let it in."""
    return {
        **identity_json(gated.record),
        "score": gated.score,
        "would_rank": gated.would_rank,
        "reason": gated.reason,
        "remedy": gated.remedy,
        "licence": licence_json(gated.record.licence),
    }


def listed_json(record: TemplateRecord) -> JsonObject:
    """What ``list --json`` prints: enough to choose by, a twentieth of what ``show --json`` has."""
    changed = record.last_change
    return {
        **identity_json(record),
        "summary": record.summary,
        "role": record.template.role.value,
        "attributes": values_json(record),
        "licence": {"spdx": record.licence.spdx, "state": record.licence.state.value},
        "safety": safety_json(record.safety),
        "files": len(record.files),
        "code_lines": record.code_lines,
        "last_change": changed.isoformat() if changed else None,
    }


def record_json(
    record: TemplateRecord, repository: RepositoryRecord | None, vocabularies: Vocabularies
) -> JsonObject:
    """What ``show --json`` prints: all that is known about one template, with its evidence."""
    template = record.template
    changed = record.last_change
    return {
        **identity_json(record),
        "url": repository.url if repository else "",
        "why": repository.why if repository else "",
        "summary": record.summary,
        "role": {"value": template.role.value, "evidence": places_json(template.role_evidence)},
        "attributes": _attributes_json(attributes_of(record), vocabularies),
        "remarks": [
            {
                "kind": remark.kind.value,
                "text": remark.text,
                "who": remark.who,
                "origin": remark.origin.value,
            }
            for remark in record.remarks
        ],
        "licence": licence_json(record.licence),
        "safety": safety_json(record.safety),
        "faults": faults_json(record),
        "files": [
            {"path": file.path, "blob": file.blob, "lines": file.lines} for file in record.files
        ],
        "configs": list(template.configs),
        "variants": list(template.variants),
        "project_root": template.project_root,
        "large_closure": template.large_closure,
        "code_lines": record.code_lines,
        "last_change": changed.isoformat() if changed else None,
    }


def faults_json(record: TemplateRecord) -> JsonObject:
    """The statement on ``record``, with what was found and what was looked at and found clean."""
    from acumen.faults.statement import statement_of  # noqa: PLC0415  (hits do without)

    statement = statement_of(record)
    by_outcome: dict[Outcome, list[Json]] = {outcome: [] for outcome in Outcome}
    for finding in record.findings:
        by_outcome[finding.outcome].append(_finding_json(finding))
    return {
        "gate_reasons": list(statement.gate_reasons),
        "wholly_read": record.wholly_read,
        "leaves": {leaf.leaf: _leaf_json(leaf) for leaf in statement.leaves},
        "found": by_outcome[Outcome.PRESENT],
        "clean": by_outcome[Outcome.ABSENT],
        "undecided": by_outcome[Outcome.UNKNOWN],
    }


def _leaf_json(leaf: LeafStatement) -> JsonObject:
    return {
        "state": leaf.state.value,
        "decided": leaf.decided,
        "places": leaf.places,
        "reason": leaf.reason,
        "rules": list(leaf.rules),
    }


def _finding_json(finding: Finding) -> JsonObject:
    return {
        "rule": finding.rule,
        "message": finding.message,
        "evidence": places_json(finding.evidence),
        "places": finding.places,
        "confidence": finding.confidence.value,
        "fix": finding.fix,
    }


def evaluation_json(report: EvaluationReport) -> JsonObject:
    """A report with its systems as a list; the rankings themselves go into a run file."""
    return {
        "condition": report.condition.value,
        "encoder": report.encoder,
        "index": report.index,
        "queries": report.queries,
        "judged": report.judged,
        "unreachable": list(report.unreachable),
        "systems": [
            {
                "name": system.name,
                "measures": dict(zip(report.measures, system.means, strict=True)),
                "per_query": {
                    scores.query_id: dict(zip(report.measures, scores.values, strict=True))
                    for scores in system.per_query
                },
            }
            for system in report.systems
        ],
        "differences": [
            {
                "measure": difference.measure,
                "baseline": difference.baseline,
                "mean": difference.mean,
                "low": difference.low,
                "high": difference.high,
                "p_value": difference.p_value,
            }
            for difference in report.differences
        ],
    }


def licence_json(licence: Licence) -> JsonObject:
    return {
        "spdx": licence.spdx,
        "state": licence.state.value,
        "confidence": licence.confidence,
        "evidence": places_json(licence.evidence),
        "note": licence.note,
    }


def safety_json(safety: Safety) -> JsonObject:
    return {
        "gate": safety.gate.value,
        "lower": safety.lower,
        "upper": safety.upper,
        "found": safety.found,
        "clean": safety.clean,
        "unknown": safety.unknown,
        "not_checkable": safety.not_checkable,
    }


def identity_json(record: TemplateRecord) -> JsonObject:
    """Which template it is."""
    template = record.template
    return {
        "id": record.id,
        "repository": template.repository,
        "commit": template.commit,
        "path": template.path,
        "title": record.title,
    }


def values_json(record: TemplateRecord) -> JsonObject:
    """Facet name -> values, most confident first; facets in alphabetical order."""
    found = values_of(record)
    return {facet.value: list(found[facet]) for facet in sorted(found)}


def _attributes_json(attributes: Sequence[Attribute], vocabularies: Vocabularies) -> JsonObject:
    by_facet: dict[str, list[Json]] = {}
    for attribute in sorted(attributes, key=lambda a: (a.facet, -a.confidence, a.value)):
        vocabulary = vocabularies.get(attribute.facet)
        by_facet.setdefault(attribute.facet.value, []).append(
            {
                "value": attribute.value,
                "label": vocabulary.label(attribute.value) if vocabulary else attribute.value,
                "confidence": attribute.confidence,
                "origin": attribute.origin.value,
                "rule": attribute.rule,
                "known": attribute.known,
                "evidence": places_json(attribute.evidence),
            }
        )
    return {name: by_facet[name] for name in sorted(by_facet)}


def _reading_json(reading: Reading) -> JsonObject:
    return {
        "facet": reading.facet.value,
        "value": reading.value,
        "label": reading.label,
        "words": reading.words,
        "weight": reading.weight,
        "corrected": reading.corrected,
    }


def reason_json(reason: Reason) -> JsonObject:
    """One summand of a score."""
    return {
        "text": reason.text,
        "contribution": reason.contribution,
        "leg": reason.leg.value,
        "evidence": places_json(reason.evidence),
    }


def places_json(evidence: Iterable[Evidence]) -> list[Json]:
    """Lines to look at."""
    return [
        {"path": place.path, "first_line": place.first_line, "last_line": place.last_line}
        for place in evidence
    ]
