"""An index made fit to be given away: facts and our own words, and nothing that others wrote.

Names, paths, numbers and vectors are facts. A passage's text becomes the list of its different
terms in alphabetical order, by which a hit still finds its line; what a finding quotes is cut
to the length of a name. ``foreign_texts`` is the check: it finds what is neither a name nor one of
our own sentences.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import orjson

from acumen.domain.attribute import Attribute, Origin
from acumen.domain.card import Passage
from acumen.domain.finding import Finding
from acumen.domain.index import Index, TemplateRecord
from acumen.search.tokens import code_terms
from acumen.store.catalogue import write_catalogue
from acumen.store.manifest import Manifest

LONGEST_QUOTE: Final = 48  # characters of somebody's code in one of our sentences
LONGEST_ARGUMENTS: Final = 24  # characters between the parentheses of a call that is quoted
LONGEST_NAME: Final = 200  # characters of a path or a dotted name
LARGEST_CATALOGUE: Final = 25_000_000  # bytes, all files together

LONGEST_MESSAGE: Final = 240  # characters of a finding's message

_QUOTED: Final = re.compile(r"`[^`]*`|'[^']*'|\"[^\"]*\"")
_CALL: Final = re.compile(r"[\w\])]\(")
_RUN: Final = re.compile(r"\S+")  # rules quote code without its blanks
_DOTTED_NAME: Final = re.compile(r"[\w./-]{1,200}")


def facts_only(index: Index) -> Index:
    """``index`` without what others wrote; rows and order are the same."""
    return replace(
        index,
        templates=tuple(_bare_template(record) for record in index.templates),
        passages=tuple(_bare_passage(passage) for passage in index.passages),
    )


def package(index: Index, folder: Path, *, report: dict[str, object]) -> Manifest:
    """Write ``index`` as the catalogue in ``folder``, replacing what is there in one step.

    Raises:
        ValueError: it holds somebody's text, or is larger than 25 MB.
        OSError: the disk is full or not writable.
    """
    bare = facts_only(index)
    found = list(foreign_texts(bare))
    if found:
        shown = "; ".join(f"{where}: {text[:80]!r}" for where, text in found[:5])
        raise ValueError(f"{len(found)} texts are not ours to give away: {shown}")
    folder.parent.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        stage.chmod(0o755)
        report_json = orjson.dumps(report, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
        manifest = write_catalogue(stage, bare, report_json=report_json + b"\n")
        size = sum(path.stat().st_size for path in stage.iterdir())
        if size > LARGEST_CATALOGUE:
            raise ValueError(f"the catalogue takes {size} bytes, of {LARGEST_CATALOGUE}")
        if folder.exists():
            shutil.rmtree(folder)
        stage.rename(folder)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return manifest


def foreign_texts(index: Index) -> Iterator[tuple[str, str]]:
    """(where, text) of all that is longer than a name and not written by us."""
    for passage in index.passages:
        words = passage.text.split(" ") if passage.text else []
        if words != sorted(set(words)):
            yield f"passage {passage.template_id}", passage.text
        yield from _long_names(f"passage {passage.template_id}", (passage.symbol, passage.path))
    for record in index.templates:
        where = record.id
        template = record.template
        paths = (*template.files, *template.configs, *template.variants, template.project_root)
        yield from _long_names(where, (template.path, *paths))
        for attribute in record.attributes:
            yield from _long_names(f"{where} {attribute.facet}", (attribute.value, attribute.rule))
        for finding in record.findings:
            if _quotes_code(finding.message):
                yield f"{where} {finding.rule}", finding.message
    for counts in index.term_counts:
        for term in counts.terms:
            if len(term) > LONGEST_NAME or any(c.isspace() for c in term):
                yield f"terms of {counts.field}", term


def _bare_template(record: TemplateRecord) -> TemplateRecord:
    return replace(
        record,
        attributes=tuple(_bare_attribute(attribute) for attribute in record.attributes),
        findings=tuple(_bare_finding(finding) for finding in record.findings),
        remarks=tuple(r for r in record.remarks if r.origin is not Origin.ANNOTATED),
    )


def _bare_attribute(attribute: Attribute) -> Attribute:
    """Behind ": " a rule quotes the program: the condition of a branch, the name of a call."""
    rule, quotes, _ = attribute.rule.partition(": ")
    return replace(attribute, rule=rule) if quotes else attribute


def _bare_finding(finding: Finding) -> Finding:
    message = _cut_calls(" ".join(finding.message.split()))
    message = _RUN.sub(_cut_run, _QUOTED.sub(_cut_quote, message))
    if len(message) > LONGEST_MESSAGE:
        message = f"{message[: LONGEST_MESSAGE - 1]}…"
    return finding if message == finding.message else replace(finding, message=message)


def _cut_calls(text: str) -> str:
    """``text`` with "(…)" for the arguments of each call that are longer than a few words."""
    parts = []
    start = 0
    for first, last in _calls(text):
        if last - first - 2 > LONGEST_ARGUMENTS:
            parts += [text[start:first], "(…)"]
            start = last
    return "".join([*parts, text[start:]])


def _calls(text: str) -> Iterator[tuple[int, int]]:
    """Where the parentheses of the outermost calls begin and end, the end not included.

    A call that was cut short has no end of its own: then it is the last parenthesis there is.
    """
    at = 0
    while (found := _CALL.search(text, max(at - 1, 0))) is not None:
        first = found.end() - 1
        depth, end = 0, text.rfind(")") + 1
        for place in range(first, len(text)):
            depth += (text[place] == "(") - (text[place] == ")")
            if depth == 0:
                end = place + 1
                break
        at = max(end, first + 1)
        yield first, at


def _cut_quote(found: re.Match[str]) -> str:
    mark, quote = found[0][0], found[0][1:-1]
    return f"{mark}{quote[: LONGEST_QUOTE - 1]}…{mark}" if _too_long(quote) else found[0]


def _cut_run(found: re.Match[str]) -> str:
    run = found[0]
    return f"{run[: LONGEST_QUOTE - 1]}…" if _too_long(run) else run


def _too_long(quote: str) -> bool:
    return len(quote) > LONGEST_QUOTE and _DOTTED_NAME.fullmatch(quote) is None


def _bare_passage(passage: Passage) -> Passage:
    terms = sorted({term for term in code_terms(passage.text) if " " not in term})
    return replace(passage, text=" ".join(terms))


def _quotes_code(message: str) -> bool:
    return (
        len(message) > LONGEST_MESSAGE
        or any(last - first - 2 > LONGEST_ARGUMENTS for first, last in _calls(message))
        or any(map(_too_long, _quotes(message)))
    )


def _quotes(message: str) -> Iterator[str]:
    for found in _QUOTED.finditer(message):
        yield found[0][1:-1]
    for found in _RUN.finditer(message):
        yield found[0]


def _long_names(where: str, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        if len(name) > LONGEST_NAME or "\n" in name:
            yield where, name
