"""Whether a program says that it predicts quantities."""

from __future__ import annotations

import re

from acumen.faults.subject import Subject

_REGRESSION = re.compile(
    r"(?<![a-z])(?:mae|rmse|r2)(?![a-z])|mean_absolute|MeanAbsolute|r2_score|regress|boston|housing"
    r"|california|diabetes|abalone|auto[-_]?mpg|pric(?:e|ing)|forecast|time[-_]?series|temperature"
    r"|jena|weather|stock|energy|salar",
    re.IGNORECASE,
)


def is_regression(subject: Subject, path: str) -> bool:
    """Whether something says that quantities are predicted: data, other metrics, or names."""
    if _REGRESSION.search(path):
        return True
    values = [item.value[:200] for item in subject.assignments(path)]
    texts = [f"{s.call.callee}({s.call.arguments[:200]})" for s in subject.calls(path)]
    return any(_REGRESSION.search(text) for text in (*values, *texts))
