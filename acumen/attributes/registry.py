"""Extractors are found, not listed: a file under ``extractors/`` with FACET and extract()."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from acumen.attributes import extractors
from acumen.attributes.subject import Subject
from acumen.domain.attribute import Attribute, Facet


@dataclass(frozen=True, slots=True)
class LoadedExtractor:
    """One facet's extractor. ``doc`` says what it reads, how sure it is, and what it misses."""

    facet: Facet
    extract: Callable[[Subject], Iterator[Attribute]]
    doc: str
    name: str  # of its module, without the package


@cache
def load_extractors() -> tuple[LoadedExtractor, ...]:
    """All extractors, in the order of :class:`Facet`."""
    found = []
    for info in pkgutil.walk_packages(extractors.__path__, f"{extractors.__name__}."):
        if not info.ispkg:
            module = importlib.import_module(info.name)
            name = info.name.rpartition(".")[2]
            found.append(LoadedExtractor(module.FACET, module.extract, module.__doc__ or "", name))
    order = list(Facet)
    return tuple(sorted(found, key=lambda loaded: (order.index(loaded.facet), loaded.name)))
