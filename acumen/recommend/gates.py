"""Hard conditions on a recommended program, each with its reason and what would lift it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from acumen.domain.index import TemplateRecord
from acumen.domain.licence import LicencePolicy
from acumen.domain.remark import RemarkKind
from acumen.domain.template import Role


@dataclass(frozen=True, slots=True)
class Barrier:
    """Why a program cannot be picked."""

    reason: str
    remedy: str


def barriers(
    templates: Iterable[TemplateRecord], policy: LicencePolicy
) -> tuple[Barrier | None, ...]:
    """The first barrier of every template, None where there is none.

    Of programs that are equal token by token the first one by id stays open.
    """
    first: dict[str, str] = {}
    found = []
    for record in templates:
        barrier = _own_barrier(record, policy)
        if barrier is None:
            twin = first.setdefault(record.template.token_hash, record.id)
            if twin != record.id:
                barrier = Barrier(f"the same program as {twin}", f"acumen show {twin}")
        found.append(barrier)
    return tuple(found)


def _own_barrier(record: TemplateRecord, policy: LicencePolicy) -> Barrier | None:
    if not record.files or not record.code_lines:
        return Barrier("its entry could not be read", "look at it in its repository")
    for remark in record.remarks:
        if remark.kind is RemarkKind.POOR_STARTER:
            return Barrier(
                f"{remark.who} calls it a poor start: {remark.text}",
                "acumen search still finds it; a curator can withdraw the remark",
            )
    role = record.template.role
    if role is not Role.TRAINING:
        doing = role.value.replace("-", " ")
        return Barrier(
            f"starting it does not train a model (its role: {doing})",
            "acumen search finds programs of every role",
        )
    licence = record.licence
    if not policy.allows(licence.state):
        wider = next(p for p in LicencePolicy if p.allows(licence.state))
        return Barrier(
            f"licence {licence.with_kind} is outside the policy {policy}",
            f"allow it with --licence {wider}",
        )
    return None
