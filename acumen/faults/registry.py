"""Rules are found, not listed: a file under ``rules/`` with RULE and check() is a rule."""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from acumen.domain.finding import Finding
from acumen.faults import rules
from acumen.faults.rule import Rule
from acumen.faults.subject import Subject


@dataclass(frozen=True, slots=True)
class LoadedRule:
    """A rule with its check; ``doc`` is its page and ``category`` the folder it stands in."""

    rule: Rule
    check: Callable[[Subject], Iterator[Finding]]
    doc: str
    category: str


@cache
def load_rules() -> tuple[LoadedRule, ...]:
    """All rules, ascending by id."""
    found = []
    for info in pkgutil.walk_packages(rules.__path__, f"{rules.__name__}."):
        if not info.ispkg:
            module = importlib.import_module(info.name)
            category = info.name.split(".")[-2]
            found.append(LoadedRule(module.RULE, module.check, module.__doc__ or "", category))
    return tuple(sorted(found, key=lambda loaded: loaded.rule.id))


@cache
def ruleset_version() -> str:
    """12 hex digits that change when a rule is added, removed or declares something else."""
    lines = [
        "|".join((r.id, r.name, r.kind, ",".join(r.leaves), ",".join(r.frameworks), r.confidence))
        for r in (loaded.rule for loaded in load_rules())
    ]
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=6).hexdigest()
