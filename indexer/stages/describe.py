"""Stage 4: a template and its texts in, everything that is known about it out.

All rules live in :mod:`acumen.attributes`; this stage runs them in a fixed order and puts the
results together. It is a function of values: the same subject gives the same description.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from acumen.attributes.confidence import judged
from acumen.attributes.gloss import gloss_of
from acumen.attributes.licence import licence_of
from acumen.attributes.readme import LONGEST_EXCERPT, cut
from acumen.attributes.registry import LoadedExtractor, load_extractors
from acumen.attributes.subject import Subject
from acumen.attributes.titles import summary_of, title_of
from acumen.curation.applying import Judgement, judged_attributes, judged_licence
from acumen.domain.attribute import Attribute, Facet, Origin
from acumen.domain.licence import Licence
from acumen.domain.template import Template
from acumen.domain.vocabulary import Vocabularies


@dataclass(frozen=True, slots=True)
class Description:
    """What is known about one template."""

    attributes: tuple[Attribute, ...]  # by facet, surest first
    licence: Licence
    title: str  # our own words
    summary: str  # one line, our own words
    gloss: tuple[str, ...]  # plain phrases
    readme: str  # an excerpt, at most 1,200 characters; stands in no catalogue that is shipped
    last_change: date | None  # of the template's files; the commit's date where history is unknown
    broken: tuple[str, ...] = ()  # what could not be read because a rule broke, with the reason


def describe(subject: Subject, extractors: Iterable[LoadedExtractor] | None = None) -> Description:
    """Run every extractor over ``subject`` and weigh what they say; never raises for what a
    repository holds.

    An extractor that breaks leaves its facet without what it would have stated; ``broken`` says so.
    """
    said, broken = stated(subject, extractors)
    try:
        attributes = judged(subject, said)
    except Exception as error:  # noqa: BLE001  (what the rules say must not be lost)
        attributes = said
        broken = (*broken, f"how sure its values are could not be told ({type(error).__name__})")
    ordered = _ordered(attributes)
    template, vocabularies = subject.template, subject.vocabularies
    return Description(
        attributes=ordered,
        licence=licence_of(subject),
        title=title_of(template, ordered, vocabularies),
        summary=summary_of(template, ordered, vocabularies),
        gloss=gloss_of(ordered, vocabularies),
        readme=readme_excerpt(subject),
        last_change=_last_change(subject),
        broken=broken,
    )


def stated(
    subject: Subject, extractors: Iterable[LoadedExtractor] | None = None
) -> tuple[tuple[Attribute, ...], tuple[str, ...]]:
    """What the rules say, by facet and surest first, before it is weighed, and what broke."""
    found: dict[tuple[Facet, str], Attribute] = {}
    broken = []
    for loaded in extractors if extractors is not None else load_extractors():
        try:
            attributes = tuple(loaded.extract(subject))
        except Exception as error:  # noqa: BLE001  (one facet's extractor must not lose the others)
            broken.append(f"its {loaded.facet} could not be read ({type(error).__name__})")
            continue
        for attribute in attributes:
            key = (attribute.facet, attribute.value)
            if key not in found or found[key].confidence < attribute.confidence:
                found[key] = attribute
    return _ordered(found.values()), tuple(broken)


def _ordered(attributes: Iterable[Attribute]) -> tuple[Attribute, ...]:
    order = {facet: rank for rank, facet in enumerate(Facet)}
    return tuple(sorted(attributes, key=lambda a: (order[a.facet], -a.confidence, a.value)))


def as_people_say(
    description: Description,
    template: Template,
    said: Sequence[Judgement],
    vocabularies: Vocabularies,
) -> Description:
    """``description`` with the statements that ship with the corpus laid over it."""
    if not said:
        return description
    attributes = judged_attributes(description.attributes, said, Origin.CURATED, vocabularies)
    return replace(
        description,
        attributes=attributes,
        licence=judged_licence(description.licence, said),
        title=title_of(template, attributes, vocabularies),
        summary=summary_of(template, attributes, vocabularies),
        gloss=gloss_of(attributes, vocabularies),
    )


def readme_excerpt(subject: Subject) -> str:
    """The head of the nearest README, or else of the entry's docstring, without markup."""
    readme = subject.signals.readme
    excerpt = readme.excerpt() if readme is not None else ""
    if not excerpt:
        excerpt = cut(" ".join(subject.signals.docstring.split()), LONGEST_EXCERPT)
    return excerpt


def _last_change(subject: Subject) -> date | None:
    files = subject.template.files
    known = [subject.last_changes[path] for path in files if path in subject.last_changes]
    return max(known) if known else subject.snapshot.committed_on
