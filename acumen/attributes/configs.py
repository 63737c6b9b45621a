"""What a configuration in YAML or JSON names: ``dataset: cifar10``, ``_target_: optim.Adam``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from functools import lru_cache
from posixpath import dirname, normpath
from typing import Final

from acumen.attributes.matching import TermMatcher
from acumen.attributes.naming import LABELS
from acumen.attributes.signs import WEIGHTS, Sign, SignKind
from acumen.domain.attribute import Facet
from acumen.domain.evidence import Evidence
from acumen.domain.facts import ModuleFacts

_PAIR: Final = re.compile(
    r"([\s-]{0,40})['\"]?([\w.]{1,60})['\"]?[ \t]*:[ \t]*(?:!\w{1,20}:)?['\"]?([\w./@-]{2,120})"
)
_OWNER: Final = re.compile(r"([\s-]{0,40})['\"]?([\w.]{1,60})['\"]?[ \t]*:[ \t]*\{?[ \t]*(?:#.*)?")
_UNNAMED: Final = frozenset(
    {"type", "name", "class", "class_name", "kind", "id", "cls", "filename", "file", "path"}
)
_HYDRA: Final = re.compile(  # ``@hydra.main(config_path="conf", config_name="config")``
    r"hydra\.main\((?:[^()]*?\bconfig_path\s*=\s*|\s*)['\"](?P<folder>[\w./-]{1,80})['\"]"
    r"[^()]*?['\"](?P<name>[\w./-]{1,80}?)(?:\.yaml)?['\"]"
)
_HYDRA_TURNED: Final = re.compile(  # the same with the name first
    r"hydra\.main\([^()]*?\bconfig_name\s*=\s*['\"](?P<name>[\w./-]{1,80}?)(?:\.yaml)?['\"]"
    r"[^()]*?\bconfig_path\s*=\s*['\"](?P<folder>[\w./-]{1,80})['\"]"
)
_LINES_READ: Final = 1000
_FEW: Final = 3  # configurations; each of more is only one variant among many
_ONE_OF_MANY: Final = 0.55
_BUILT: Final = 0.7  # a symbol that the configuration has built
_BUILDERS: Final = frozenset({"_target_", "target", "type", "class_path", "_class_", "fn"})
_CLASS: Final = re.compile(r"[A-Z]\w+")
_MANY: Final = 6  # configurations that have classes built; of more nobody says which is meant


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


def named_by_decorators(entry: str, facts: ModuleFacts) -> Iterator[str]:
    """The configurations that the functions of ``entry`` say they are started with."""
    for definition in facts.definitions:
        for decorator in definition.decorators:
            named = _HYDRA_TURNED.match(decorator) or _HYDRA.match(decorator)
            if named is not None:
                path = f"{dirname(entry)}/{named['folder']}/{named['name']}.yaml"
                yield normpath(path).lstrip("/")


def built_names(configs: Iterable[tuple[str, str]], own: Container[str]) -> frozenset[str]:
    """The classes and functions of the program, among ``own``, that configurations build.

    Where several do, each builds another variant: then what at least half of them build counts,
    and of very many nobody says which is meant.
    """
    builders = []
    for _, text in configs:
        last = {value.rpartition(".")[2] for _, _, value in pairs(text) if "." in value}
        built = {name for name in last if name in own}
        if built:
            builders.append(built)
    if len(builders) > _MANY:
        return frozenset()
    least = 1 if len(builders) <= _FEW else len(builders) / 2
    counts = Counter(name for built in builders for name in built)
    return frozenset(name for name, count in counts.items() if count >= least)


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
                if not found and facet is Facet.DATASET and _CLASS.fullmatch(value):
                    found = terms.by_name(value)  # ``dataset_name: CIFAR10Dataset``
            builds = key in _BUILDERS and "." in value
            if not found and builds and facet is Facet.DATASET:
                last = value.rpartition(".")[2]
                found = terms.by_name(last) if _CLASS.fullmatch(last) else ()
            built = bool(found) and builds
            worth = max(weight, _BUILT) if built else weight
            for term in found:
                yield Sign(term, SignKind.CONFIG, worth, Evidence(path, line, line))
