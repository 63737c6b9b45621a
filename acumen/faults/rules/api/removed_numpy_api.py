"""The program uses what NumPy, pandas, SciPy or scikit-learn have removed.

On a current version the line fails with an error about a missing attribute or module.

Bad:

    import numpy as np
    x = np.zeros(3, dtype=np.float)

Good:

    import numpy as np
    x = np.zeros(3, dtype=np.float64)

One finding for each symbol and file. Blind to removed methods of data frames, and to a pinned
version that still has them.

Sources: the release notes and migration guides of NumPy, pandas, SciPy and scikit-learn.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.evidence import Evidence
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.removals.table import uses
from acumen.faults.rule import Rule
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU502",
    name="removed-numpy-api",
    kind=RuleKind.FAULT,
    leaves=("api.deprecated",),
    frameworks=("numpy", "pandas", "scipy", "sklearn"),
    confidence=Confidence.HIGH,
    fix="Use the named replacement, or pin the version the program was written for.",
)


def check(subject: Subject) -> Iterator[Finding]:
    found = set()
    for use in uses(subject, "numpy_and_others"):
        times = f" ({use.times} uses)" if use.times > 1 else ""
        removal = use.removal
        message = f"{use.shown} is gone since {removal.gone}{times}; instead: {removal.instead}"
        found.add(use.evidence.path)
        yield RULE.present(message, use.evidence)
    for path in subject.program.paths:
        if path not in found and subject.roots_of(path) & set(RULE.frameworks):
            last = subject.program.modules[path].lines
            yield RULE.absent("no symbol of the table is used", Evidence(path, 1, max(1, last)))
