"""What a configuration in YAML or JSON names: ``dataset: cifar10``, ``_target_: optim.Adam``."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from functools import lru_cache
from typing import Final

from acumen.attributes.literals import LABELS
from acumen.attributes.matching import TermMatcher
from acumen.attributes.signs import WEIGHTS, Sign, SignKind
from acumen.domain.attribute import Facet
from acumen.domain.evidence import Evidence

_PAIR: Final = re.compile(
    r"([\s-]{0,40})['\"]?([\w.]{1,60})['\"]?[ \t]*:[ \t]*(?:!\w{1,20}:)?['\"]?([\w./@-]{2,120})"
)
_OWNER: Final = re.compile(r"([\s-]{0,40})['\"]?([\w.]{1,60})['\"]?[ \t]*:[ \t]*\{?[ \t]*(?:#.*)?")
_UNNAMED: Final = frozenset(
    {"type", "name", "class", "class_name", "kind", "id", "cls", "filename", "file", "path"}
)
_LINES_READ: Final = 1000
_FEW: Final = 3  # configurations; each of more is only one variant among many
_ONE_OF_MANY: Final = 0.55
_BUILT: Final = 0.7  # a symbol that the configuration has built


@lru_cache(maxsize=1024)
def pairs(text: str) -> tuple[tuple[int, str, str], ...]:
    """(line, key, value) of the plain pairs of a YAML or JSON text, without reading it as such.

    A ``type`` or ``name`` is told under the key that it stands below: ``optimizer: {name: adam}``.
    """
    found = []
    owners: list[tuple[int, str]] = []  # (indentation, key) of what the line stands below
    for number, line in enumerate(text[:200_000].splitlines()[:_LINES_READ], start=1):
        if (owner := _OWNER.fullmatch(line)) is not None:
            depth = len(owner[1])
            owners = [one for one in owners if one[0] < depth]
            owners.append((depth, owner[2].lower()))
            continue
        match = _PAIR.match(line)
        if match is not None:
            key, depth = match[2].lower(), len(match[1])
            if key in _UNNAMED and "." not in match[3]:
                key = next((name for at, name in reversed(owners) if at < depth), key)
            found.append((number, key, match[3]))
    return tuple(found)


def built_names(configs: Iterable[tuple[str, str]], own: Container[str]) -> frozenset[str]:
    """The classes and functions of the program, among ``own``, that configurations build.

    Empty where many do: then each builds another variant, and none speaks for the program.
    """
    found: set[str] = set()
    builders = 0
    for _, text in configs:
        last = {value.rpartition(".")[2] for _, _, value in pairs(text) if "." in value}
        built = {name for name in last if name in own}
        found |= built
        builders += bool(built)
    return frozenset(found) if builders <= _FEW else frozenset()


def config_signs(
    configs: Iterable[tuple[str, str]], facet: Facet, terms: TermMatcher
) -> Iterator[Sign]:
    """Signs in ``(path, text)`` pairs: values under a key of the facet, and dotted symbols."""
    known = tuple(configs)
    weight = WEIGHTS[SignKind.CONFIG] if len(known) <= _FEW else _ONE_OF_MANY
    labels = LABELS.get(facet)
    for path, text in known:
        for line, key, value in pairs(text):
            found = terms.by_symbol(value) if "." in value else ()
            if not found and labels is not None and labels.fullmatch(key):
                pieces = value.split("/") if facet is Facet.DATASET and "/" in value else ()
                found = terms.by_string(value)
                found = found or tuple(t for piece in pieces for t in terms.by_string(piece))
            built = bool(found) and key in {"_target_", "type"} and "." in value
            worth = max(weight, _BUILT) if built else weight
            for term in found:
                yield Sign(term, SignKind.CONFIG, worth, Evidence(path, line, line))
