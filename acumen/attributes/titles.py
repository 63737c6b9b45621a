"""A title and a line of our own for a template, from its attributes and its path alone."""

from __future__ import annotations

from collections.abc import Sequence
from posixpath import basename, dirname
from typing import Final

from acumen.attributes.matching import matcher
from acumen.attributes.wording import readable
from acumen.domain.attribute import Attribute, Facet
from acumen.domain.template import Role, Template
from acumen.domain.vocabulary import Term, Vocabularies

_NAMED_FROM: Final = 0.65  # confidence from which a value may stand in a title
_LONGEST_TITLE: Final = 90  # characters
_PLAIN_NAMES: Final = frozenset(
    {
        "main", "train", "run", "training", "trainer", "index", "notebook", "example", "examples",
        "model", "demo", "script", "app", "src", "code", "experiments", "experiment", "scripts",
        "tools", "bin", "tutorial", "tutorials", "basic", "basics",
    }
)  # fmt: skip
_ROLE_WORDS: Final = {
    Role.INFERENCE: "inference",
    Role.EVALUATION: "evaluation",
    Role.DATA_PREPARATION: "data preparation",
    Role.EXPORT: "export",
    Role.BENCHMARK: "benchmark",
    Role.LIBRARY_DEMO: "library demonstration",
}


def title_of(
    template: Template, attributes: Sequence[Attribute], vocabularies: Vocabularies
) -> str:
    """For instance ``Variational autoencoder on MNIST (PyTorch)``; at most 90 characters.

    The subject is the narrowest architecture, or the task, or else the readable path.
    """
    architectures = _terms(attributes, Facet.ARCHITECTURE, vocabularies)
    tasks = _terms(attributes, Facet.TASK, vocabularies)
    datasets = _terms(attributes, Facet.DATASET, vocabularies)
    frameworks = _terms(attributes, Facet.FRAMEWORK, vocabularies)
    path = readable_path(template)
    if architectures and tasks and tasks[0].id not in _purposes(architectures[0]):
        title = f"{tasks[0].label} with {_inside(architectures[0], Facet.ARCHITECTURE)}"
    elif architectures or tasks:
        title = (architectures or tasks)[0].label
    else:
        title = _sentence(path)
    if datasets and datasets[0].label.lower() not in title.lower():
        title += f" on {_inside(datasets[0], Facet.DATASET)}"
    if template.role in _ROLE_WORDS:
        title += f", {_ROLE_WORDS[template.role]}"
    if frameworks and frameworks[0].label.lower() not in title.lower():
        title += f" ({frameworks[0].label})"
    return title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1].rstrip() + "…"


def summary_of(
    template: Template, attributes: Sequence[Attribute], vocabularies: Vocabularies
) -> str:
    """One line on what the program does, with what, on what, and how much there is to read."""
    tasks = _terms(attributes, Facet.TASK, vocabularies)
    parts = [tasks[0].label if tasks else _sentence(readable_path(template))]
    for word, facet in (
        ("with", Facet.ARCHITECTURE),
        ("on", Facet.DATASET),
        ("in", Facet.FRAMEWORK),
    ):
        if terms := _terms(attributes, facet, vocabularies):
            parts.append(f"{word} {' and '.join(_inside(term, facet) for term in terms[:2])}")
    line = " ".join(parts)
    size = next((a.value for a in attributes if a.facet is Facet.SIZE), "")
    files = len(template.files)
    if size:
        line += f"; {size}, {files} file{'s' if files != 1 else ''}"
    return line + "."


def readable_path(template: Template) -> str:
    """The telling parts of the path as words: ``rl/dqn/main.py`` reads ``rl dqn``."""
    stem = basename(template.path).rpartition(".")[0] or basename(template.path)
    parts = [readable(part) for part in dirname(template.path).split("/") if part][-2:]
    parts = [part for part in parts if part.lower() not in _PLAIN_NAMES]
    name = readable(stem)
    if name.lower() not in _PLAIN_NAMES or not parts:
        if name.lower() in _PLAIN_NAMES:
            parts.append(readable(template.repository.rpartition("/")[2]))
        parts.append(name)
    return " ".join(part for part in parts if part) or template.repository


def _terms(
    attributes: Sequence[Attribute], facet: Facet, vocabularies: Vocabularies
) -> tuple[Term, ...]:
    """The sure values, most telling first; broader kinds of another value left out."""
    vocabulary = vocabularies.get(facet)
    if vocabulary is None:
        return ()
    terms = matcher(vocabulary)
    named = [a for a in attributes if a.facet is facet and a.value in vocabulary]
    found = [a for a in named if a.confidence >= _NAMED_FROM or _told(a) > 1]
    broader = {parent for a in found for parent in terms.ancestors(a.value)}
    kept = [a for a in found if a.value not in broader]
    kept.sort(key=lambda a: (-_telling(a, vocabulary[a.value]), a.value))
    return tuple(vocabulary[a.value] for a in kept)


def _told(attribute: Attribute) -> int:
    """In how many places words say so: path, title, docstring."""
    return sum(kind in attribute.rule for kind in ("path", "title", "docstring"))


def _telling(attribute: Attribute, term: Term) -> float:
    """How well a value tells this program from others.

    Words of a title or path that agree with the code tell more than the code alone, and a kind
    that half of all programs are of tells little.
    """
    facts = dict(term.extra)
    telling = attribute.confidence + 0.12 * min(_told(attribute), 2)
    if "generic" in facts:
        telling -= 0.3
    elif "task" in facts and attribute.facet is Facet.ARCHITECTURE:
        telling += 0.1
    if "aspect" in facts and not _told(attribute):
        telling -= 0.3
    return telling


def _purposes(term: Term) -> tuple[str, ...]:
    return tuple(value for key, value in term.extra if key == "task")


def _inside(term: Term, facet: Facet) -> str:
    """A label inside a sentence: names keep their capitals, plain kinds of things do not."""
    facts = dict(term.extra)
    kind = facet is Facet.ARCHITECTURE and "proper" not in facts
    rest = term.label[1:]
    if rest.islower() and (kind or "generic" in facts):
        return term.label[:1].lower() + rest
    return term.label


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
