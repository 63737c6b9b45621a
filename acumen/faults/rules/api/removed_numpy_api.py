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

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.removals.findings import removed_uses
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
    return removed_uses(RULE, subject, "numpy_and_others")
