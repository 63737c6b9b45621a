"""Whether a program, or a line of it, runs where there is no GPU, as far as its text says.

A program that stops itself on such a machine may name its devices and load its weights as it
likes: what would fail there is never come to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from acumen.domain.facts import Block, BlockKind, ClauseKind
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

_ENDS = re.compile(
    rb"assert\s+(?:th|torch)\.cuda\.is_available\(\)"
    rb"|if\s+not\s+(?:th|torch)\.cuda\.is_available\(\)\s*:\s*(?:raise|(?:sys\.)?exit|quit|os\._exit)\b"
    rb"|assert\s+(?:str\()?[\w.]*device[\w.]*\)?\s*==\s*['\"](?:cuda|gpu)"
)
_ON_CPU = re.compile(r"(?:str\()?[\w.]*device[\w.]*\)?\s*(?:==\s*['\"]cpu|!=\s*['\"](?:cuda|gpu))")
_NOTHING_MOVES = re.compile(
    r"seed\w*$|rng_state\w*$|backends\.|print$|(?:^|\.)(?:info|debug|warning|log|format|str|bool)$"
    r"|device_count$|get_device_\w+$|empty_cache$|synchronize$|current_device$|is_available$"
)
_THERE = re.compile(
    r"(?:(?:th|torch)\.cuda\.is_available\(\)|[\w.]*(?:cuda|gpu)\w*)$", re.IGNORECASE
)
_NEAR = 300  # bytes between the start of a call and one among its arguments
_WRITTEN = re.compile(r"(?:torch\.device\(\s*)?(?:type=)?['\"]cuda(?::\d+)?['\"]\s*\)?$")
_MODULE = re.compile(r"model|net|criterion|\)$", re.IGNORECASE)
_ABOUT_GPU = re.compile(r"cuda|gpu|available|device", re.IGNORECASE)
_LEAVES = re.compile(r"(?:return|raise|(?:sys\.)?exit|quit|os\._exit)\b")


def gpu_is_needed(subject: Subject, path: str, at: int) -> bool:
    """Whether what stands at ``at``, a byte of ``path``, is come to only where there is a GPU.

    So it is if the program asserts that there is one, or if an arm for machines without one,
    earlier in the same function, leaves the function or the program.
    """
    return _ends_without(subject) or any(
        _leaves_without(subject, path, block)
        for block in _before(subject, path, at)
        if _THERE.match(_bare(block.header)) or _ON_CPU.match(_bare(block.header))
    )


def may_use_cpu(subject: Subject) -> bool:
    """Whether the program asks if there is a GPU, and for more than its seeds and messages."""
    return subject.once("may-use-cpu", lambda: (any(map(_decides(subject), _asked(subject))),))[0]


def _asked(subject: Subject) -> Iterator[ResolvedCall]:
    return subject.named("is_available")


def _decides(subject: Subject) -> Callable[[ResolvedCall], bool]:
    def decides(site: ResolvedCall) -> bool:
        start = site.call.start
        around = [b for b in subject.program.blocks_around(site.path, start) if _heads(b, start)]
        if not around:
            outer = [
                other
                for other in subject.calls(site.path, max(0, start - _NEAR), start)
                if other.call.end > start
            ]
            return not any(_NOTHING_MOVES.search(one.call.callee) for one in outer)
        block = around[-1]
        if any(item.start < block.end for item in subject.assignments(site.path, block.start)):
            return True
        return any(
            not _NOTHING_MOVES.search(one.call.callee)
            for one in subject.calls(site.path, block.start, block.end)
        )

    return decides


def _heads(block: Block, offset: int) -> bool:
    """Whether a place stands in the header of an if statement."""
    return block.kind is BlockKind.IF and offset < block.start + len(block.header.encode()) + 3


def _ends_without(subject: Subject) -> bool:
    return subject.once(
        "gpu-is-needed",
        lambda: (any(_ENDS.search(subject.source(path)) for path in subject.program.paths),),
    )[0]


def _before(subject: Subject, path: str, at: int) -> Iterator[Block]:
    """The if statements of the function around ``at`` that are over by then, nested or not."""
    start = subject.span_around(path, at)[0]
    for block in subject.program.modules[path].blocks:
        if block.kind is BlockKind.IF and start <= block.start and block.end <= at:
            yield block


def _bare(header: str) -> str:
    """A condition without brackets around it and without its ``not``."""
    return header.strip("( )").removeprefix("not ").strip("( )")


def _leaves_without(subject: Subject, path: str, block: Block) -> bool:
    """Whether the arm of ``block`` for a machine without a GPU ends by leaving."""
    clauses = [c for c in subject.program.modules[path].clauses if c.owner == block.start]
    source = subject.source(path)
    if block.header.lstrip("( ").startswith("not ") or _ON_CPU.match(_bare(block.header)):
        end = min((clause.start for clause in clauses), default=block.end)
        return _ends_by_leaving(source[block.start : end])
    return any(
        clause.kind is ClauseKind.ELSE and _ends_by_leaving(source[clause.start : clause.end])
        for clause in clauses
        if len(clauses) == 1
    )


def _ends_by_leaving(arm: bytes) -> bool:
    lines = [line.partition("#")[0].strip() for line in arm.decode("utf-8", "replace").splitlines()]
    last = next((line for line in reversed(lines) if line), "")
    return _LEAVES.match(last) is not None


def with_gpu_only(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the call stands in the first arm of ``if torch.cuda.is_available():``."""
    clauses = subject.program.modules[site.path].clauses
    return any(
        re.search(r"is_available\(\)|\b(?:use_)?(?:cuda|gpu)\b", block.header)
        and not block.header.lstrip("( ").startswith("not ")
        and not any(
            clause.owner == block.start and clause.start <= site.call.start < clause.end
            for clause in clauses
        )
        for block in subject.conditions(site.path, site.call.start)
    )


def needs_gpu(subject: Subject, path: str) -> bool:
    """Whether a module goes to the GPU whatever the machine has: ``model.cuda()``.

    So do, in a list that is made, the tensors of a network without a module, and a module that is
    given a device which is written out: ``device = "cuda"``.
    """
    if any(_goes_to_gpu(subject, site) for site in subject.methods("to") if site.path == path):
        return True
    for site in subject.methods("cuda"):
        receiver = site.call.callee.rpartition(".")[0]
        if site.path != path or site.call.arguments:
            continue
        if not _MODULE.search(receiver) and not _is_gone_over(subject, site, receiver):
            continue
        around = subject.conditions(path, site.call.start)
        if not any(_ABOUT_GPU.search(block.header) for block in around):
            return True
    return False


def _goes_to_gpu(subject: Subject, site: ResolvedCall) -> bool:
    """Whether a module is brought to a GPU by name, under no condition."""
    if not _MODULE.search(site.call.callee.rpartition(".")[0]):
        return False
    text = subject.argument(site, "device", 0)
    if subject.conditions(site.path, site.call.start):
        return False
    for _ in range(2):
        if _WRITTEN.match(text):
            return True
        if not text.isidentifier():
            return False
        items = subject.constants.assigned(site.path, text, at=site.call.start)
        if len(items) != 1:
            return False
        text = items[0].value.strip()
    return False


def _is_gone_over(subject: Subject, site: ResolvedCall, name: str) -> bool:
    """Whether an expression moves each of its weights: ``{k: p.cuda() for k, p in ...}``."""
    source = subject.source(site.path)
    after = source[site.call.end : site.call.end + 120].decode("utf-8", "replace")
    found = re.search(rf"\bfor\s[^:\n]*?\b{re.escape(name)}\b\s+in\s+(?!\w*batch)[^\n]*", after)
    return found is not None and " if " not in found[0] and "param" in found[0]
