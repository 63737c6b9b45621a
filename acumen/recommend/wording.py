"""The sentences of a recommendation: why a program is picked, why another is not, what to mind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from acumen.domain.attribute import Facet
from acumen.domain.evidence import Evidence
from acumen.domain.index import TemplateRecord
from acumen.domain.licence import LicenceState
from acumen.domain.remark import RemarkKind
from acumen.domain.vocabulary import Vocabularies
from acumen.recommend.focus import TRUSTED
from acumen.recommend.needs import Constraint, Need
from acumen.recommend.picking import BAND, Candidate, Chosen, Standing
from acumen.recommend.quality import Trait, size_text
from acumen.recommend.records import Caveat, PickKind

OLD: Final = 0.4  # freshness below which a program is called old: four years with this half-life
CLOSE: Final = 0.02  # scores nearer than this are called equal


def why(chosen: Chosen, all_chosen: Sequence[Chosen], candidates: int) -> str:
    """Why ``chosen`` stands under its kind, compared with the best fit."""
    record = chosen.candidate.record
    best = all_chosen[0].candidate
    unread = chosen.candidate.standing is Standing.UNREAD
    if unread and chosen.candidate.relevance < BAND * best.relevance:
        mine, its = chosen.candidate.relevance, best.relevance
        return f"Little else matches: relevance {mine:.2f}, the best fit {its:.2f}."
    match chosen.kind:
        case PickKind.BEST_FIT:
            if chosen.candidate.tier:
                return "Nothing meets every need; of what comes nearest, it fits best."
            if candidates == 1:
                return "It is the only program that meets every need."
            highest = f"It fits best of {candidates} programs: the highest sum of match and quality"
            if chosen.candidate.standing is Standing.UNREAD:
                return f"{highest}."
            return f"{highest} of those that somebody read."
        case PickKind.SIMPLEST:
            mine, its = chosen.candidate.value(Trait.SIMPLICITY), best.value(Trait.SIMPLICITY)
            against = f"against {size_text(best.record)} of the best fit"
            if mine > its and record.code_lines <= best.record.code_lines:
                return f"Simple and still a close match: {size_text(record)}, {against}."
            return f"The simplest of the others: {size_text(record)}, {against}."
        case PickKind.MOST_MAINTAINED:
            changed, first = record.last_change, best.record.last_change
            if changed is None:
                return "A third that differs from the others; no date of change is known."
            if first is None or changed > first:
                since = f", {first.isoformat()} for the best fit" if first else ""
                return f"The best match that is kept up to date: {changed.isoformat()}{since}."
            if changed == first:
                return f"As recent as the best fit ({changed.isoformat()}), and different from it."
            return (
                f"The most recent of the others ({changed.isoformat()}); "
                f"the best fit is newer still ({first.isoformat()})."
            )


def why_not(
    candidate: Candidate,
    chosen: Sequence[Chosen],
    alike: Chosen | None,
    *,
    repository_full: bool,
) -> str:
    """What keeps ``candidate`` from the three; ``alike`` is a pick that it nearly repeats."""
    best = chosen[0].candidate
    if candidate.tier > best.tier:
        return "meets fewer of the needs than the picks that do"
    if candidate.doubtful and not all(each.candidate.doubtful for each in chosen):
        return "it is not sure that it is for what was asked"
    if candidate.standing > max(each.candidate.standing for each in chosen):
        return "nobody has read it yet, and the picks have been"
    if repository_full:
        return f"two programs of {candidate.record.template.repository} are picked already"
    if alike is not None:
        return f"much like the {alike.kind.value.replace('-', ' ')}, {alike.candidate.record.title}"
    if candidate.relevance < BAND * best.relevance:
        return f"matches the wish less: {candidate.relevance:.2f} against {best.relevance:.2f}"
    gap = best.score - candidate.score
    weaker = _weakest(candidate, best)
    if gap < CLOSE:
        return f"as good as the best fit within {CLOSE}; {weaker}"
    return f"{gap:.2f} below the best fit; {weaker}"


def too_few(chosen: Sequence[Chosen], constraints: Sequence[Constraint]) -> str:
    """Why there are fewer than three picks."""
    tasks = " and ".join(c.label for c in constraints if c.need is Need.TASK)
    if not tasks:
        held = "one" if len(chosen) == 1 else "two" if chosen else "no"
        return f"The index holds {held} program{'s' * (len(chosen) != 1)} that may be picked."
    instead = "nothing for another task is put in its place"
    if not chosen:
        return f"No program that may be picked is for {tasks}; {instead}."
    return f"Only {len(chosen)} of the programs that may be picked fit {tasks}; {instead}."


def caveats(
    candidate: Candidate, missed: Sequence[Constraint], vocabularies: Vocabularies
) -> tuple[Caveat, ...]:
    """What to know before starting from it, the weightiest first."""
    record = candidate.record
    found = [_missed(record, constraint, vocabularies) for constraint in missed]
    safety, licence = record.safety, record.licence
    if safety.found:
        kinds = "kind of fault was" if safety.found == 1 else "kinds of fault were"
        found.append(Caveat(f"{safety.found} known {kinds} found in it"))
    if safety.lower <= 0:
        found.append(
            Caveat(f"Whether it has known faults is not established ({safety.unknown} undecided)")
        )
    if licence.state is not LicenceState.PERMISSIVE:
        text = f"Its licence is {licence.spdx or licence.state} ({licence.state})"
        found.append(Caveat(text, licence.evidence))
    if record.last_change is not None and candidate.value(Trait.FRESHNESS) < OLD:
        text = f"Last changed in {record.last_change.year}: expect calls that newer releases lack"
        found.append(Caveat(text))
    if record.template.large_closure:
        found.append(Caveat("It imports more files of its repository than were read"))
    surest = max((a.confidence for a in record.of(Facet.TASK)), default=1.0)
    if candidate.doubtful or surest < TRUSTED:
        found.append(_doubt(record, vocabularies))
    found += [
        Caveat(f"{remark.who} notes: {remark.text}")
        for remark in record.remarks
        if remark.kind is RemarkKind.NOTE
    ]
    for attribute in record.attributes:
        if attribute.facet is Facet.DATASET and _manual(vocabularies, attribute.value):
            label = _label(vocabularies, Facet.DATASET, attribute.value)
            found.append(Caveat(f"Its data have to be got by hand: {label}", attribute.evidence))
            break
    return tuple(found)


def _doubt(record: TemplateRecord, vocabularies: Vocabularies) -> Caveat:
    """That it may be for something else, with the surest task that is known of it."""
    tasks = record.of(Facet.TASK)
    if not tasks:
        return Caveat("What it is for was not recognised")
    best = max(tasks, key=lambda a: (a.confidence, a.value))
    label = _label(vocabularies, Facet.TASK, best.value)
    text = (
        "It may be for another task than asked: the surest that is known of it is "
        f"{label} (confidence {best.confidence:.2f})"
    )
    return Caveat(text, best.evidence[:1])


def _missed(record: TemplateRecord, constraint: Constraint, vocabularies: Vocabularies) -> Caveat:
    facet = constraint.facet
    has = [a for a in record.attributes if a.facet is facet]
    labels = dict.fromkeys(_label(vocabularies, facet, a.value) for a in has)
    instead = f"this one has {', '.join(list(labels)[:3])}" if labels else "nothing is known of it"
    evidence: tuple[Evidence, ...] = has[0].evidence[:1] if has else ()
    return Caveat(f"You asked for {constraint.shown}; {instead}", evidence)


def _weakest(candidate: Candidate, best: Candidate) -> str:
    """The trait in which it falls behind most."""
    gaps = {
        "it matches less": best.relevance - candidate.relevance,
        f"it is larger ({size_text(candidate.record)})": best.value(Trait.SIMPLICITY)
        - candidate.value(Trait.SIMPLICITY),
        "it is older": best.value(Trait.FRESHNESS) - candidate.value(Trait.FRESHNESS),
    }
    worst = max(gaps, key=lambda name: gaps[name])
    return worst if gaps[worst] > 0 else "other picks suit their point of view better"


def _manual(vocabularies: Vocabularies, value: str) -> bool:
    vocabulary = vocabularies.get(Facet.DATASET)
    if vocabulary is None or value not in vocabulary:
        return False
    extra = vocabulary[value].extra
    return ("obtained-by", "manual") in extra and ("generic", "yes") not in extra


def _label(vocabularies: Vocabularies, facet: Facet, value: str) -> str:
    vocabulary = vocabularies.get(facet)
    return vocabulary.label(value) if vocabulary else value
