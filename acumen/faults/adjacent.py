"""Which layers stand directly behind which, as the text of a program says, network or no network.

A network that is chosen by a name, made by a factory or held by another object may not be read as
a whole. What stands side by side in one ``Sequential``, or is handed from one layer to the next in
the same method, is plain all the same. Only what is certain is given: a value that may come from
two places, or a layer that something else may replace, ends a chain.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from acumen.domain.facts import Assignment, Definition
from acumen.faults.classes import attributes
from acumen.faults.flow import in_other_arm
from acumen.faults.layersmade import SEQUENCE, Step, elements, layers_made, tree_of
from acumen.faults.subject import Subject
from acumen.syntax.network.expressions import parsed
from acumen.syntax.program import ResolvedCall

_ADDED = re.compile(r"(?:tensorflow\.(?:python\.)?)?(?:tf_)?keras\.(?:models\.)?Sequential$")
_JOINED = re.compile(
    r"(?:tensorflow\.(?:python\.)?)?(?:tf_)?keras\.(?:models\.|engine\.(?:\w+\.)?)?Model$"
)
_ACTED = re.compile(r"torch\.nn\.functional\.\w+$|torch\.\w+$")
SHARED = "(shared)"
"""Stands in a chain where the value is read elsewhere, too."""

WEIGHTED = re.compile(
    r"torch\.nn\.(?:modules\.\w+\.)?(?:Linear|(?:Lazy)?Conv(?:Transpose)?[123]d|BatchNorm[123]d|GroupNorm)$"
    r"|.*keras\.layers\.(?:\w+\.)*(?:Dense|Conv[123]D)$"
)
AFFINE = re.compile(
    r"torch\.nn\.(?:modules\.\w+\.)?(?:Linear|(?:Lazy)?Conv(?:Transpose)?[123]d)$"
    r"|.*keras\.layers\.(?:\w+\.)*(?:Dense|Conv[123]D)$"
)
_KEPT = frozenset(  # methods that leave sizes and order as they are
    {"relu", "relu_", "tanh", "tanh_", "sigmoid", "sigmoid_", "contiguous", "clone", "float"}
    | {"cuda", "to", "cpu", "double", "half"}
)
_SHAPED = frozenset({"view", "reshape", "flatten"})
_FARTHEST = 2000  # bytes from a statement to a call in it
_LONGEST = 60  # steps of one chain
_PLAIN = re.compile(r"[^\W\d]\w*$")


@dataclass(frozen=True, slots=True)
class Chain:
    """What a value went through, the last step first; it may have begun long before."""

    steps: tuple[Step, ...]


def chains(subject: Subject) -> tuple[Chain, ...]:
    """Every stretch of layers that is written in a line, in the files that are asked about."""
    return subject.once("adjacent layers", lambda: tuple(_chains(subject)))


def _chains(subject: Subject) -> Iterator[Chain]:
    for path in subject.about:
        if not subject.source(path):
            continue
        for site in subject.calls(path):
            if SEQUENCE.match(site.qualified):
                yield Chain(tuple(reversed(elements(subject, site))))
            elif _is_run(subject, site):
                for near in _alternatives(subject, site):
                    yield Chain(tuple(_run(subject, site, near)))
        for _, _, chain in _written_out(subject, path):
            yield chain


def _alternatives(subject: Subject, site: ResolvedCall) -> list[int]:
    """Where the layer that a call runs is made, if conditions choose it; else where it is run."""
    owner = subject.class_around(site.path, site.call.start)
    callee = site.call.callee
    if owner is None or not callee.startswith("self."):
        return [site.call.start]
    items = attributes(subject, site.path, owner).get(callee[5:], [])
    return [item.start for item in items] if len(items) > 1 else [site.call.start]


def _run(subject: Subject, site: ResolvedCall, near: int) -> Iterator[Step]:
    """The layers of one call, and the way back to the next affine one."""
    node = tree_of(subject, site)
    if node is None:
        return
    own = None
    for step in _behind(subject, site.path, node, site.call.start, near):
        held = AFFINE.match(step.symbol) is not None
        if own is None and held:
            own = step.made
        yield step
        if held and own is not None and step.made.call is not own.call:
            return


def _is_run(subject: Subject, site: ResolvedCall) -> bool:
    """Whether a call may run a layer: ``self.conv(x)``, ``dense(x)``, or the model's first part."""
    callee = site.call.callee
    if callee.startswith("self.") and callee.count(".") == 1:
        return bool(site.call.arguments.strip()) and subject.keeps(
            site.path, site.call.start, callee[5:]
        )
    return "keras" in site.qualified and site.qualified.endswith(".__call__")


def _behind(subject: Subject, path: str, node: ast.expr, at: int, near: int) -> Iterator[Step]:
    """The steps that ``node``, which stands at ``at``, went through, the last first.

    Of layers that conditions choose, those that are made beside ``near``.
    """
    for _ in range(_LONGEST):
        if isinstance(node, ast.Name):
            item = subject.constants.reaching(path, node.id, at=at)
            value = _value(subject, path, item) if item is not None else None
            if item is None or value is None or item.operator != "=" or item.target != node.id:
                return
            if _is_shared(subject, path, item, at):
                here = _site(subject, path, item.start)
                if here is None:
                    return
                yield Step(SHARED, here)
            node, at = value, item.start
            continue
        if not isinstance(node, ast.Call) or any(isinstance(a, ast.Starred) for a in node.args):
            return
        function = node.func
        own = isinstance(function, ast.Attribute) and _spelled(function.value) == "self"
        if isinstance(function, ast.Attribute) and not own:
            meaning = subject.meaning(path, _spelled(function), at)
            method = function.attr
            if not meaning.startswith(("torch.", "tensorflow.", "keras.")):
                here = _site(subject, path, at)
                if here is None or method not in _KEPT | _SHAPED:
                    return
                yield Step(f".{method}({', '.join(map(ast.unparse, node.args))})", here)
                node = function.value
                continue
        if not node.args:
            return
        meaning = subject.meaning(path, _spelled(function), at)
        if _ACTED.match(meaning):
            here = _site(subject, path, at)
            if here is None or meaning == "torch.cat":
                return
            rest = ", ".join(map(ast.unparse, node.args[1:]))
            yield Step(f"{meaning}({rest})" if meaning == "torch.flatten" else meaning, here)
        else:
            made = (
                _inline(subject, path, function, at)
                if isinstance(function, ast.Call)
                else _made(subject, path, function, at, near)
            )
            if not made:
                return
            near = made[0].made.call.start
            yield from reversed(made)
            if len(node.args) > 1:
                return
        node = node.args[0]


def _spelled(node: ast.expr) -> str:
    """What ``ast.unparse`` gives, which is slow, and nearly always asked for a dotted name."""
    last: list[str] = []
    inner = node
    while isinstance(inner, ast.Attribute):
        last.append(inner.attr)
        inner = inner.value
    if isinstance(inner, ast.Name):
        return ".".join((inner.id, *reversed(last)))
    return ast.unparse(node)


def _site(subject: Subject, path: str, at: int) -> ResolvedCall | None:
    """The first call that begins at or after ``at``: the statement's own."""
    return next(iter(subject.calls(path, at)), None)


def _value(subject: Subject, path: str, item: Assignment) -> ast.expr | None:
    """The right side of an assignment as a tree."""
    text = subject.source(path)[item.start : item.end].decode("utf-8", "replace")
    head, _, value = text.partition("=")
    if head.strip().partition(":")[0].strip() != item.target:
        return parsed(item.value) if len(item.value) < 300 else None
    return parsed(value)


def _made(subject: Subject, path: str, function: ast.expr, at: int, near: int) -> tuple[Step, ...]:
    """The layers that ``function`` runs, in order; () if they are not certain."""
    text = _spelled(function)
    if text.startswith("self.") and _PLAIN.match(text[5:]):
        owner = subject.class_around(path, at)
        if owner is None or _is_replaced(subject, owner, text[5:]):
            return ()
        items = attributes(subject, path, owner).get(text[5:], [])
        if len(items) > 1:
            items = [one for one in items if _same_arm(subject, path, one, near)]
    elif _PLAIN.match(text):
        item = subject.constants.reaching(path, text, at=at)
        items = [item] if item is not None else []
    else:
        return ()
    if len(items) != 1 or items[0].operator != "=":
        return ()
    inner = subject.calls(path, items[0].start, items[0].end)
    if not inner or inner[0].call.end < items[0].end - 1:
        return ()
    return layers_made(subject, inner[0])


def _is_shared(subject: Subject, path: str, item: Assignment, until: int) -> bool:
    """Whether the value that ``item`` gives its name is read by more than linear layers."""
    end = subject.span_around(path, item.start)[1]
    others = subject.constants.assigned(path, item.target, at=item.start)
    later = min((one.end for one in others if one.start > item.start), default=end)
    text = subject.source(path)[item.end : max(later, until)]
    name = item.target.encode()
    reads = len(re.findall(rb"(?<![\w.])%s(?!\w|\s*=[^=])" % name, text))
    if reads < 2:
        return False
    runs = re.findall(rb"([\w.]+)\(\s*%s\s*\)" % name, text)
    made = [
        _made(subject, path, function, item.end, until)
        for run in runs
        if (function := parsed(run.decode())) is not None
    ]
    return len(made) < reads or not all(len(m) == 1 and AFFINE.match(m[0].symbol) for m in made)


def _inline(subject: Subject, path: str, function: ast.Call, at: int) -> tuple[Step, ...]:
    """A layer that is made where it is run: ``Dense(10)(x)``."""
    wanted = _bare(ast.unparse(function))
    for site in subject.calls(path, at, at + _FARTHEST):
        if _bare(f"{site.call.callee}({site.call.arguments})") == wanted:
            return layers_made(subject, site)
    return ()


def _bare(text: str) -> str:
    return re.sub(r"[\s'\"]|,(?=\))", "", text)


def _same_arm(subject: Subject, path: str, item: Assignment, near: int) -> bool:
    return not in_other_arm(subject, path, item.start, near)


def _is_replaced(subject: Subject, owner: Definition, name: str) -> bool:
    """Whether something but the class itself may put another layer under the name."""

    def outside() -> Iterator[str]:
        for path in subject.program.paths:
            for item in subject.assignments(path):
                target = item.target.partition(":")[0].strip()
                _, dot, last = target.rpartition(".")
                if dot and (not target.startswith("self.") or target.count(".") > 1):
                    yield last

    others = subject.once("attributes set from outside", lambda: (frozenset(outside()),))[0]
    if name in others:
        return True
    entered = subject.once(
        "attributes set by name",
        lambda: tuple(
            (site.path, around.start)
            for site in subject.named("setattr", "add_module")
            if (around := subject.class_around(site.path, site.call.start)) is not None
        ),
    )
    return any(start == owner.start for _, start in entered)


def _lines(subject: Subject, path: str) -> Iterator[tuple[str, int, Chain]]:
    """Layers that are put one after another into a Keras ``Sequential`` by ``add``."""
    lines: dict[tuple[str, int], list[ResolvedCall]] = {}
    for site in subject.program.module(path).calls_by_name.get("add", ()):
        receiver = site.call.callee.rpartition(".")[0]
        if not _PLAIN.match(receiver):
            continue
        item = subject.constants.reaching(path, receiver, at=site.call.start)
        if item is None:
            continue
        made = subject.calls(path, item.start, item.end)
        if made and _ADDED.match(made[0].qualified):
            lines.setdefault((receiver, item.start), []).append(site)
    for (receiver, start), sites in lines.items():
        around = subject.program.blocks_around(path, start)
        steps: list[Step] = []
        for site in sites:
            inner = subject.inside(site)
            plain = subject.program.blocks_around(path, site.call.start) == around
            if not plain or not inner:
                steps.append(Step("", site))
            else:
                steps += layers_made(subject, inner[0]) or (Step("", site),)
        yield receiver, start, Chain(tuple(reversed(steps)))


def endings(subject: Subject) -> tuple[Step, ...]:
    """The last layers of Keras networks that are written out and not built on where they are."""
    return subject.once("endings", lambda: tuple(_endings(subject)))


def _endings(subject: Subject) -> Iterator[Step]:
    seen: set[tuple[str, int]] = set()
    for path in subject.program.paths:
        for site in subject.calls(path) if subject.source(path) else ():
            if not _JOINED.match(site.qualified):
                continue
            text = subject.argument(site, "outputs", 1) or subject.argument(site, "output")
            node = parsed(text) if text else None
            ends = list(_behind(subject, path, node, site.call.start, 0)) if node else []
            if ends and ends[0].symbol == SHARED:
                ends = ends[1:]
            if ends and (path, ends[0].made.call.start) not in seen:
                seen.add((path, ends[0].made.call.start))
                yield ends[0]
        for receiver, start, chain in _written_out(subject, path):
            last = chain.steps[0] if chain.steps else None
            if last is None or _is_built_on(subject, path, receiver, start):
                continue
            yield last


def _written_out(subject: Subject, path: str) -> Iterator[tuple[str, int, Chain]]:
    """Keras sequences with the name that each is kept under, and where."""
    added = list(_lines(subject, path))
    yield from added
    filled = {start for _, start, _ in added}
    for site in subject.calls(path) if subject.source(path) else ():
        if _ADDED.match(site.qualified) and site.call.arguments.strip():
            kept = [
                item
                for item in subject.assignments(
                    path, max(0, site.call.start - 200), site.call.start + 1
                )
                if item.start <= site.call.start < item.end
            ]
            name = kept[-1].target if kept else ""
            if not kept or kept[-1].start not in filled:
                yield name, site.call.start, Chain(elements(subject, site)[::-1])


def _is_built_on(subject: Subject, path: str, name: str, start: int) -> bool:
    """Whether a network is run, or taken apart, in the function that makes it."""
    if not _PLAIN.match(name):
        return False
    end = subject.span_around(path, start)[1]
    text = subject.source(path)[start:end].decode("utf-8", "replace")
    return (
        re.search(rf"(?<![\w.]){name}\s*(?:\(|\.(?:outputs?|layers|get_layer)\b)", text) is not None
    )


def neighbours(
    subject: Subject, kinds: re.Pattern[str] = WEIGHTED
) -> tuple[tuple[Step, Step, tuple[Step, ...]], ...]:
    """Pairs of layers of these kinds and what stands between them, each once, in order."""
    return subject.once(f"neighbours {kinds.pattern}", lambda: tuple(_neighbours(subject, kinds)))


def _neighbours(
    subject: Subject, kinds: re.Pattern[str]
) -> Iterator[tuple[Step, Step, tuple[Step, ...]]]:
    seen = set()
    for chain in chains(subject):
        forward = chain.steps[::-1]
        places = [i for i, step in enumerate(forward) if kinds.match(step.symbol)]
        for first, second in pairwise(places):
            one, other = forward[first], forward[second]
            between = forward[first + 1 : second]
            names = " ".join(step.symbol for step in between)
            key = (one.made.path, one.made.call.start, other.made.call.start, names)
            if key not in seen:
                seen.add(key)
                yield one, other, between
