"""Recommendations and comparisons as plain structures, ready to be written as JSON."""

from __future__ import annotations

from acumen.recommend.comparison import Comparison
from acumen.recommend.needs import Constraint, Needs
from acumen.recommend.records import Gated, Pick, Recommendation, Relaxed, RunnerUp
from acumen.search.payload import (
    JsonObject,
    identity_json,
    licence_json,
    places_json,
    reason_json,
    safety_json,
    values_json,
)


def recommendation_json(found: Recommendation) -> JsonObject:
    """What ``recommend --json`` prints; the same for the same index and needs."""
    return {
        "needs": _needs_json(found.needs),
        "licence": found.licence.value,
        "understood": [_constraint_json(constraint) for constraint in found.constraints],
        "encoder": found.encoder,
        "index": found.index,
        "fitting": found.fitting,
        "considered": found.considered,
        "picks": [pick_json(pick) for pick in found.picks],
        "relaxed": [_relaxed_json(relaxed) for relaxed in found.relaxed],
        "runners_up": [_runner_up_json(runner_up) for runner_up in found.runners_up],
        "gated": [_gated_json(gated) for gated in found.gated],
        "notes": list(found.notes),
    }


def pick_json(pick: Pick) -> JsonObject:
    """One pick with the reasons whose contributions add up to its score."""
    record = pick.record
    return {
        "kind": pick.kind.value,
        **identity_json(record),
        "summary": record.summary,
        "why": pick.why,
        "score": pick.score,
        "low": pick.low,
        "high": pick.high,
        "relevance": pick.relevance,
        "attributes": values_json(record),
        "licence": licence_json(record.licence),
        "safety": safety_json(record.safety),
        "code_lines": record.code_lines,
        "last_change": record.last_change.isoformat() if record.last_change else None,
        "reasons": [reason_json(reason) for reason in pick.reasons],
        "caveats": [
            {"text": caveat.text, "evidence": places_json(caveat.evidence)}
            for caveat in pick.caveats
        ],
        "missed": [_constraint_json(constraint) for constraint in pick.missed],
        "files": [file.path for file in record.files],
    }


def comparison_json(compared: Comparison) -> JsonObject:
    """What ``compare --json`` prints: rows that differ first."""
    return {
        "templates": [
            {
                **identity_json(record),
                "summary": record.summary,
                "licence": licence_json(record.licence),
                "safety": safety_json(record.safety),
            }
            for record in compared.records
        ],
        "rows": [
            {
                "name": row.name,
                "differs": row.differs,
                "common": list(row.common),
                "cells": [
                    {"values": list(cell.values), "evidence": places_json(cell.evidence)}
                    for cell in row.cells
                ],
            }
            for row in compared.rows
        ],
    }


def _needs_json(needs: Needs) -> JsonObject:
    return {
        "task": list(needs.task),
        "data": list(needs.data),
        "framework": list(needs.framework),
        "hardware": list(needs.hardware),
        "experience": needs.experience.value,
        "text": needs.text,
    }


def _constraint_json(constraint: Constraint) -> JsonObject:
    return {
        "need": constraint.need.value,
        "facet": constraint.facet.value,
        "values": list(constraint.values),
        "label": constraint.label,
    }


def _relaxed_json(relaxed: Relaxed) -> JsonObject:
    return {
        "constraint": relaxed.dropped.need.value,
        "dropped": relaxed.dropped.label,
        "instead": relaxed.instead,
        "before": relaxed.before,
        "after": relaxed.after,
        "why": relaxed.why,
    }


def _runner_up_json(runner_up: RunnerUp) -> JsonObject:
    return {
        **identity_json(runner_up.record),
        "score": runner_up.score,
        "why_not": runner_up.why_not,
    }


def _gated_json(gated: Gated) -> JsonObject:
    return {
        **identity_json(gated.record),
        "score": gated.score,
        "reason": gated.reason,
        "remedy": gated.remedy,
        "licence": licence_json(gated.record.licence),
    }
