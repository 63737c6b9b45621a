"""A GPU is named that may not be there.

``cuda:1`` fails on a machine with one GPU. ``.cuda()`` beside a device that falls back to the CPU
fails where the fallback is taken: one half of the program moves, the other does not.

Bad:

    import torch
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model.to(device)
    images = images.cuda()

Good:

    import torch
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model.to(device)
    images = images.to(device)

A program that needs a GPU throughout is left open: that may be meant. Blind to devices that a
configuration file names.

Sources: the documentation of torch.device and torch.cuda.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import BlockKind, ClauseKind
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.expressions import outer_call
from acumen.faults.needing import gpu_is_needed
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU403",
    name="device-reference",
    kind=RuleKind.FAULT,
    leaves=("gpu.wrong_ref",),
    frameworks=("torch",),
    confidence=Confidence.MEDIUM,
    fix="Choose the device once, with a fallback, and use that variable everywhere.",
)

_NUMBERED = re.compile(r"(['\"])cuda:([1-9]\d*)\1")
_ANY_NUMBER = re.compile(r"['\"]cuda:(\d+)['\"]")
_FALLBACK = re.compile(r"is_available\(\).*\belse\b.*cpu|cpu['\"].*\belse\b", re.DOTALL)
_GPU = re.compile(r"cuda|gpu|is_available", re.IGNORECASE)
_NEAR = 40  # bytes of a clause that say what it catches
_DEVICES = frozenset({"device", "str", "to"})
_GUARD = re.compile(r"cuda|gpu|device|available", re.IGNORECASE)
_CHOOSES = re.compile(
    r"\bif\b[^\n:]*(?:cuda|gpu|available)[^\n]*\belse\b|\b\w*(?:cuda|gpu|available)\w*(?:\(\))?\s+and\b",
    re.IGNORECASE,
)


def check(subject: Subject) -> Iterator[Finding]:
    for path in subject.about:
        if "torch" in subject.roots_of(path):
            yield from _numbered(subject, path)
            yield from _mixed(subject, path)


def _numbered(subject: Subject, path: str) -> Iterator[Finding]:
    for site in subject.calls(path):
        last = site.call.callee.rpartition(".")[2]
        if last not in {"device", "to", "set_device"} or "cuda:" not in site.call.arguments:
            continue
        found = _NUMBERED.search(site.call.arguments)
        if not found:
            yield RULE.absent("no GPU other than the first is named", at(site))
        elif "device_count" in _guards(subject, path, site):
            yield RULE.unknown(f"cuda:{found[2]} depends on a count of devices", at(site))
        elif _is_spread(subject, site):
            yield RULE.unknown("the program is spread over several GPUs", at(site))
        else:
            yield RULE.present(f"cuda:{found[2]} is named, whatever the machine has", at(site))


def _is_spread(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the class or function around names several GPUs: parts of a network stand on each."""
    owner = subject.class_around(site.path, site.call.start)
    span = (owner.start, owner.end) if owner else subject.span_around(site.path, site.call.start)
    named = {
        found
        for other in subject.calls(site.path, *span)
        if other.call.callee.rpartition(".")[2] in {"device", "to", "set_device", "cuda"}
        for found in _ANY_NUMBER.findall(other.call.arguments)
    }
    return len(named) > 1


def _guards(subject: Subject, path: str, site: ResolvedCall) -> str:
    headers = " ".join(b.header for b in subject.conditions(path, site.call.start))
    return headers + " ".join(s.call.callee for s in subject.calls(path))


def _mixed(subject: Subject, path: str) -> Iterator[Finding]:
    sites = [s for s in subject.calls(path) if s.call.callee.endswith(".cuda")]
    sites = [s for s in sites if not s.call.callee.startswith("torch.cuda")]
    if not sites:
        return
    fallback = [
        item
        for item in subject.assignments(path)
        if _falls_back(item.value) and _is_read(subject, item.target)
    ]
    for site in sites:
        if any(
            block.kind in (BlockKind.IF, BlockKind.WHILE) and _GUARD.search(block.header)
            for block in subject.program.blocks_around(path, site.call.start)
        ):
            yield RULE.absent(f"{site.call.callee}() stands under a condition", at(site))
        elif not fallback or gpu_is_needed(subject, path, site.call.start):
            yield RULE.unknown("the program may be meant for a GPU alone", at(site))
        elif _inline_guard(subject, site) or _is_tried(subject, site):
            yield RULE.absent(f"{site.call.callee}() is guarded in its line", at(site))
        elif _is_called_with_a_gpu(subject, site):
            yield RULE.unknown("its function is not seen to be called without a GPU", at(site))
        elif _left_early(subject, site):
            yield RULE.unknown("the function may be left before on a CPU", at(site))
        else:
            name = fallback[0].target
            message = f"{site.call.callee}() beside {name}, which falls back to the CPU"
            yield RULE.present(message, at(site))


def _is_read(subject: Subject, target: str) -> bool:
    """Whether anything in the program is given the device of that name; left-overs do nothing."""
    last = target.partition(":")[0].strip().rpartition(".")[2]
    return any(
        argument.text.rpartition(".")[2] == last
        for site in subject.program.calls()
        if last in site.call.arguments
        and site.call.callee.rpartition(".")[2] not in {"print", "str", "format", "info", "display"}
        for argument in subject.arguments(site)
    )


def _falls_back(value: str) -> bool:
    """Whether a value is a device that is the CPU where there is no GPU, and nothing else."""
    call = outer_call(value.strip())
    if call is not None and call.method not in _DEVICES:
        return False
    return bool(_FALLBACK.search(value)) and bool(_GPU.search(value))


def _inline_guard(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the line, or the value that is assigned, moves only if there is a GPU."""
    source = subject.source(site.path)
    start = source.rfind(b"\n", 0, site.call.start) + 1
    end = source.find(b"\n", site.call.end)
    line = source[start : end if end >= 0 else len(source)].decode("utf-8", "replace")
    return _CHOOSES.search(line.replace(".cuda(", ".(")) is not None or any(
        item.start <= site.call.start < item.end
        and _GUARD.search(item.value.replace(".cuda()", ""))
        and " if " in item.value
        for item in subject.assignments(site.path)
    )


def _is_tried(subject: Subject, site: ResolvedCall) -> bool:
    """Whether what fails here is caught: ``try: model.cuda()``."""
    source = subject.source(site.path)
    return any(
        clause.kind is ClauseKind.EXCEPT
        and clause.owner <= site.call.start < clause.start
        and b"KeyboardInterrupt" not in source[clause.start : clause.start + _NEAR]
        and subject.span_around(site.path, clause.start)
        == subject.span_around(site.path, site.call.start)
        for clause in subject.program.modules[site.path].clauses
    )


def _is_called_with_a_gpu(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the function around moves things for its callers, who ask first.

    A module's own ``cuda()`` is called by those who call ``cuda()`` of it.
    """
    around = subject.function_around(site.path, site.call.start)
    if around is None:
        return False
    name = around.name.rpartition(".")[2]
    if name == "cuda":
        return True
    if "." in around.name:
        return False
    callers = list(subject.named(name))
    return bool(callers) and all(
        any(_GUARD.search(block.header) for block in subject.conditions(one.path, one.call.start))
        or _inline_guard(subject, one)
        for one in callers
    )


def _left_early(subject: Subject, site: ResolvedCall) -> bool:
    start = subject.span_around(site.path, site.call.start)[0]
    source = subject.source(site.path)
    if not source:
        return True
    before = source[start : site.call.start]
    return bool(re.search(rb"is_available|use_cuda", before)) and b"def " in before
