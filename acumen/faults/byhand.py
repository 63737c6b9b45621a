"""Gradients that the program reads itself, and optimisers' steps that go by another name."""

from __future__ import annotations

import re

from acumen.domain.facts import DefinitionKind
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

_STEP = re.compile(r"(?:^|[._])opt\w*\.step$", re.IGNORECASE)


def reads_gradients(subject: Subject, path: str, span: tuple[int, int]) -> bool:
    """Whether a stretch of code reads gradients, or may: without its text that is not known."""
    text = subject.source(path)[span[0] : span[1]]
    if len(re.findall(rb"\.backward\(", text)) > 1 and b"retain_graph" in text:
        return True
    return (
        not text
        or re.search(rb"(?<!enable)\.grad\b|autograd\.(?!Variable)|yield", text) is not None
    )


def reads_in(subject: Subject, site: ResolvedCall) -> bool:
    """Whether a function of the program is called that reads gradients."""
    defined = subject.definition(site.path, site.qualified)
    if defined is None or defined[1].kind is not DefinitionKind.FUNCTION:
        return False
    path, function = defined
    return re.search(rb"\.grad\b", subject.source(path)[function.start : function.end]) is not None


def is_renamed(subject: Subject) -> bool:
    """Whether a step goes by another name, or is handed on: ``update = optimizer.step``."""
    return any(
        _STEP.search(item.value.strip())
        for path in subject.program.paths
        for item in subject.assignments(path)
    ) or any(
        _STEP.search(argument.text)
        for site in subject.program.calls()
        if ".step" in site.call.arguments
        for argument in subject.arguments(site)
    )
