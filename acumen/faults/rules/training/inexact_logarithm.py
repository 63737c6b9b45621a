"""A logarithm or exponential is written out where a more exact function exists.

``log(1 + x)`` and ``exp(x) - 1`` lose all digits of a small x, and the logarithm of a sum of
exponentials overflows where the largest of them does.

Bad:

    import torch
    total = torch.log(torch.sum(torch.exp(scores), dim=1))

Good:

    import torch
    total = torch.logsumexp(scores, dim=1)

Sums that have their maximum taken out first are left alone. Blind to parts that stand in
variables.

Sources: the documentation of torch.log1p, torch.special.expm1 and torch.logsumexp.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU334",
    name="inexact-logarithm",
    kind=RuleKind.SMELL,
    leaves=("training.loss.calc",),
    frameworks=("torch",),
    confidence=Confidence.HIGH,
    fix="Use log1p, expm1 or logsumexp.",
)

_ONE_MORE = re.compile(r"(?:1(?:\.0*)?\s*\+\s*[^+\-]+|[^+\-]+\+\s*1(?:\.0*)?)$")
_SUM = re.compile(r"torch\.sum\(\s*torch\.exp\(")
_SHIFTED = re.compile(r"max|amax")
_LESS_ONE = re.compile(rb"\s*-\s*1(?:\.0*)?(?![\w.])")


def check(subject: Subject) -> Iterator[Finding]:
    for site in subject.qualified("torch.log"):
        text = subject.argument(site, "input", 0)
        plain = " ".join(text.split())
        if _SUM.match(plain) and plain.endswith(")") and not _SHIFTED.search(plain):
            yield RULE.present(f"torch.log({plain[:60]}) is logsumexp", at(site))
        elif _ONE_MORE.match(plain) and plain.count("(") == plain.count(")"):
            yield RULE.present(f"torch.log({plain[:60]}) is log1p", at(site))
        else:
            yield RULE.absent("no more exact function takes this logarithm", at(site))
    for site in subject.qualified("torch.exp"):
        after = subject.source(site.path)[site.call.end : site.call.end + 12]
        if _LESS_ONE.match(after):
            yield RULE.present(f"{site.call.callee}(...) - 1 is expm1", at(site))
