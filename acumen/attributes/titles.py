"""A title and a line of our own for a template, from its attributes and its path alone."""

from __future__ import annotations

from collections.abc import Sequence
from posixpath import basename, dirname
from typing import Final

from acumen.attributes.matching import matcher
from acumen.attributes.wording import readable
from acumen.domain.attribute import Attribute, Facet
from acumen.domain.template import Role, Template
from acumen.domain.vocabulary import Vocabularies

_NAMED_FROM: Final = 0.65  # confidence from which a value may stand in a title
_LONGEST_TITLE: Final = 90  # characters
_MAKES_THE_TASK_PLAIN: Final = ("task",)
_PLAIN_NAMES: Final = frozenset(
    [
        "main",
        "train",
        "run",
        "training",
        "trainer",
        "index",
        "notebook",
        "example",
        "examples",
        "model",
        "demo",
        "script",
        "app",
        "src",
        "code",
        "experiments",
        "experiment",
        "scripts",
        "tools",
        "bin",
        "tutorial",
        "tutorials",
        "basic",
        "basics",
    ]
)
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
    architecture = _labels(attributes, Facet.ARCHITECTURE, vocabularies)
    task = _labels(attributes, Facet.TASK, vocabularies)
    dataset = _labels(attributes, Facet.DATASET, vocabularies)
    framework = _labels(attributes, Facet.FRAMEWORK, vocabularies)
    subject = ""
    if task and architecture:
        subject = f"{task[0]} with {_lowered(architecture[0])}"
        if _says_the_task(attributes, vocabularies):
            subject = architecture[0]
    elif architecture or task:
        subject = (architecture or task)[0]
    path = readable_path(template)
    if not subject:
        subject = path[:1].upper() + path[1:]
        dataset = tuple(d for d in dataset if d.lower() not in path.lower())
    title = subject
    if dataset and dataset[0].lower() not in title.lower():
        title += f" on {dataset[0]}"
    if template.role in _ROLE_WORDS:
        title += f", {_ROLE_WORDS[template.role]}"
    if framework and framework[0].lower() not in title.lower():
        title += f" ({framework[0]})"
    return title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1].rstrip() + "…"


def summary_of(
    template: Template, attributes: Sequence[Attribute], vocabularies: Vocabularies
) -> str:
    """One line on what the program does, with what, on what, and how much there is to read."""
    parts = []
    tasks = _labels(attributes, Facet.TASK, vocabularies)
    parts.append(tasks[0] if tasks else _sentence(readable_path(template)))
    if architectures := _labels(attributes, Facet.ARCHITECTURE, vocabularies):
        parts.append("with " + _listed(tuple(_lowered(a) for a in architectures[:2])))
    if datasets := _labels(attributes, Facet.DATASET, vocabularies):
        parts.append("on " + _listed(datasets[:2]))
    if frameworks := _labels(attributes, Facet.FRAMEWORK, vocabularies):
        parts.append("in " + _listed(frameworks[:2]))
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


def _labels(
    attributes: Sequence[Attribute], facet: Facet, vocabularies: Vocabularies
) -> tuple[str, ...]:
    """Labels of the sure values, most telling first; broader kinds of another value left out."""
    found = [a for a in attributes if a.facet is facet and a.confidence >= _NAMED_FROM]
    vocabulary = vocabularies.get(facet)
    if vocabulary is None:
        return tuple(a.value for a in found)
    terms = matcher(vocabulary)
    broader = {
        parent for a in found if a.value in vocabulary for parent in terms.ancestors(a.value)
    }
    kept = [a for a in found if a.value not in broader]
    kept.sort(key=lambda a: (-_telling(a), a.value))
    return tuple(vocabulary.label(a.value) for a in kept)


def _telling(attribute: Attribute) -> float:
    """Words of a title or path that agree with the code tell more than the code alone."""
    told = sum(kind in attribute.rule for kind in ("path", "title", "docstring"))
    return attribute.confidence + 0.1 * min(told, 2)


def _says_the_task(attributes: Sequence[Attribute], vocabularies: Vocabularies) -> bool:
    """Whether the narrowest architecture has a purpose of its own, such as a U-Net's."""
    vocabulary = vocabularies.get(Facet.ARCHITECTURE)
    labels = _labels(attributes, Facet.ARCHITECTURE, vocabularies)
    if vocabulary is None or not labels:
        return False
    term = next((term for term in vocabulary if term.label == labels[0]), None)
    return term is not None and any(key in _MAKES_THE_TASK_PLAIN for key, _ in term.extra)


def _lowered(label: str) -> str:
    """A label inside a sentence: names keep their capitals."""
    first = label.partition(" ")[0]
    return label[:1].lower() + label[1:] if first[1:].islower() else label


def _listed(labels: tuple[str, ...]) -> str:
    return " and ".join(labels)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
