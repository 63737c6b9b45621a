"""A method is named and not called.

Without parentheses nothing happens: the gradients are not reset, the weights not changed, and
what is saved is a method instead of the weights.

Bad:

    import torch
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad
        criterion(model(x), y).backward()
        optimizer.step()

Good:

    import torch
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()

Speaks only of a line that names such a method and nothing else, and of state_dict among what is
saved. Blind to methods that are passed on.

Sources: the documentation of torch.optim.Optimizer and torch.nn.Module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.evidence import Evidence
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.mentions import mentions
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU505",
    name="method-not-called",
    kind=RuleKind.FAULT,
    leaves=("api.usage",),
    frameworks=("torch",),
    confidence=Confidence.HIGH,
    fix="Add the parentheses.",
)

_ALONE = re.compile(
    rb"(?m)^[ \t]*((?:[^\W\d]\w*\.)+(?:\w+\([^()\n]*\)\.)?"
    rb"(?:zero_grad|step|backward|eval|train|cuda))[ \t]*(?:#.*)?\r?$"
)
_KEPT = re.compile(r"""['"]\s*:\s*[\w.]+\.state_dict\s*[,}]""")
_STRING = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"")
_METHOD = re.compile(r"^[^\W\d][^()]*\.state_dict$")
_UNCALLED = re.compile(r"\.state_dict\b(?!\s*\()")


def check(subject: Subject) -> Iterator[Finding]:
    kept = _is_an_attribute(subject)
    for path in subject.about:
        if "torch" not in subject.roots_of(path):
            continue
        source = subject.source(path)
        if not source:
            last = subject.program.modules[path].lines
            yield RULE.unknown(
                "the text of the file is not at hand", Evidence(path, 1, max(1, last))
            )
            continue
        yield from subject.program.module(path).once_under(
            f"{RULE.id} by the text",
            lambda path=path, source=source: tuple(_in_module(subject, path, source)),  # type: ignore[misc]
        )
    for site in subject.methods("load_state_dict"):
        given = subject.argument(site, "state_dict", 0)
        if "torch" in subject.roots_of(site.path) and _METHOD.search(given) and not kept:
            yield RULE.present(f"{given[:60]} is given and not called", at(site))
    for site in subject.qualified("torch.save"):
        if not kept and _UNCALLED.search(_STRING.sub("''", site.call.arguments)):
            yield RULE.present("state_dict is saved without being called", at(site))
        elif "state_dict" in site.call.arguments:
            yield RULE.absent("state_dict() is saved", at(site))


def _is_an_attribute(subject: Subject) -> bool:
    """Whether the program keeps weights under this very name: ``self.state_dict = {...}``."""
    return any(
        item.target.strip().endswith(".state_dict")
        for path in subject.program.paths
        for item in subject.assignments(path)
    )


def _in_module(subject: Subject, path: str, source: bytes) -> Iterator[Finding]:
    """What one module says, in whichever program it stands."""
    yield from _alone(subject, path, source)
    for mention in mentions(subject, path, (0, 1 << 60), _KEPT):
        if "torch.save" not in mention.text[:12]:
            yield RULE.present("state_dict is kept without being called", mention.place)
            break


def _alone(subject: Subject, path: str, source: bytes) -> Iterator[Finding]:
    prose = subject.program.modules[path].prose
    found = False
    for match in _ALONE.finditer(source):
        start = match.start(1)
        before = source[max(0, start - 200) : start].rstrip()
        if before.endswith((b"(", b",", b"[", b"=", b"\\", b"+", b"{", b"return", b"and", b"or")):
            continue
        if any(begin <= start < end for begin, end in prose) or _inside_call(subject, path, start):
            continue
        line = source.count(b"\n", 0, start) + 1
        found = True
        name = match[1].decode("utf-8", "replace")
        yield RULE.present(f"{name} is named and not called", Evidence(path, line, line))
    if not found:
        last = subject.program.modules[path].lines
        message = "no method stands alone without being called"
        yield RULE.absent(message, Evidence(path, 1, max(1, last)))


def _inside_call(subject: Subject, path: str, offset: int) -> bool:
    return any(
        site.call.start < offset < site.call.end
        for site in subject.calls(path, max(0, offset - 3000), offset)
    ) or any(
        item.start < offset < item.end
        for item in subject.assignments(path, max(0, offset - 20_000), offset)
    )
