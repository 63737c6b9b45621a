"""The program uses what PyTorch or its libraries have removed.

On a current version the line fails with an error about a missing attribute or argument.

Bad:

    import torch
    values, vectors = torch.symeig(matrix, eigenvectors=True)

Good:

    import torch
    values, vectors = torch.linalg.eigh(matrix)

One finding for each symbol and file. Blind to removed methods of tensors, and to a pinned version
that still has them.

Sources: the release notes and migration guides of PyTorch, torchvision and torchtext.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.removals.findings import removed_uses
from acumen.faults.rule import Rule
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU501",
    name="removed-torch-api",
    kind=RuleKind.FAULT,
    leaves=("api.deprecated",),
    frameworks=("torch", "torchvision", "torchtext"),
    confidence=Confidence.HIGH,
    fix="Use the named replacement, or pin the version the program was written for.",
)


def check(subject: Subject) -> Iterator[Finding]:
    return removed_uses(RULE, subject, "torch")
