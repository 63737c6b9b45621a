"""Loaders that a privacy engine takes over: it draws their batches at random by itself."""

from __future__ import annotations

import re

from acumen.faults.subject import Subject

ENGINES = ("make_private", "make_private_with_epsilon", "make_private_with_eps")


def is_made_private(subject: Subject, loader: str) -> bool:
    """Whether ``loader``, a name or dotted name, is handed to ``make_private`` anywhere."""
    last = loader.rpartition(".")[2].partition(":")[0].strip()
    if not last:
        return False
    given = re.compile(rf"(?<!\w){re.escape(last)}(?!\w)")
    return any(given.search(site.call.arguments) for site in subject.named(*ENGINES))
