"""The text of each lexical field of a template, taken from its files and its description."""

from __future__ import annotations

from collections.abc import Mapping

from acumen.domain.facts import ModuleFacts
from acumen.domain.template import Template
from acumen.domain.vocabulary import Vocabularies
from acumen.search.fields import FieldTexts
from acumen.search.told import attribute_labels
from indexer.stages.describe import Description

FILE_LIMIT = 100_000  # characters of one file that count
PROSE_LIMIT = 20_000  # characters of comments and docstrings of one file


def field_texts(
    template: Template,
    description: Description,
    modules: Mapping[str, ModuleFacts],
    code: Mapping[str, str],
    vocabularies: Vocabularies,
) -> FieldTexts:
    """What lexical search sees of ``template``, field by field."""
    prose, bare = [], []
    for path in template.files:
        module, text = modules.get(path), code.get(path, "")
        if module is None:
            continue
        words, rest = split_prose(text, module)
        prose.append(words[:PROSE_LIMIT])
        bare.append(rest[:FILE_LIMIT])
    return FieldTexts(
        path=f"{template.repository} {template.path}",
        title=f"{description.title}. {description.summary}",
        readme=description.readme,
        prose="\n".join(prose),
        symbols="\n".join(
            definition.name for module in modules.values() for definition in module.definitions
        ),
        gloss=". ".join(description.gloss),
        attributes=". ".join(attribute_labels(description.attributes, vocabularies)),
        code="\n".join(bare),
    )


def split_prose(text: str, module: ModuleFacts) -> tuple[str, str]:
    """(comments and docstrings, everything else) of one code view."""
    data = text.encode("utf-8", "surrogatepass")
    prose, bare, position = [], [], 0
    for start, end in module.prose:
        bare.append(data[position:start])
        prose.append(data[start:end])
        position = max(position, end)
    bare.append(data[position:])
    return (
        b"\n".join(prose).decode("utf-8", "replace"),
        b" ".join(bare).decode("utf-8", "replace"),
    )
