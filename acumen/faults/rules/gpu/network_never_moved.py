"""A network stays in main memory while the program brings its tensors to a device.

The first pass through it fails on a machine with a GPU: weights are on the CPU, inputs are not. On
a machine without one nothing is seen.

Bad:

    import torch
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = torch.nn.Linear(4, 2)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        loss = criterion(model(x.to(device)), y.to(device))

Good:

    import torch
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = torch.nn.Linear(4, 2).to(device)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        loss = criterion(model(x.to(device)), y.to(device))

Follows a network through names, attributes, wrappers, parameters and results, and is silent where
any of these is moved, where what makes the network cannot be read or may place it itself. Says so
too where a network is moved in one arm of a choice and not where another arm makes it, unless that
arm is for a machine without a GPU. Blind to libraries that move networks themselves, unless they
are called so.

Sources: the documentation of torch.nn.Module.to.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from acumen.domain.evidence import Evidence
from acumen.domain.facts import Assignment
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.expressions import outer_call
from acumen.faults.flow import in_other_arm, names_in
from acumen.faults.gpuconditions import without_gpu
from acumen.faults.kin import MOVE, Kin, kin
from acumen.faults.leaders import PLACING
from acumen.faults.modules import MADE, of_module
from acumen.faults.namegroups import Group
from acumen.faults.programdevice import only_cpu, told_by_default
from acumen.faults.rule import TORCH, Rule, at
from acumen.faults.spokennames import Node
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU411",
    name="network-never-moved",
    kind=RuleKind.SMELL,
    leaves=("gpu.no_transfer",),
    frameworks=TORCH,
    confidence=Confidence.MEDIUM,
    fix="Bring the network to the device its inputs are brought to: model.to(device).",
    cause="left-on-the-cpu",
)

_OF_NETWORKS = ("parameters", "named_parameters", "eval", "train", "state_dict", "load_state_dict")
_MANAGES = frozenset(
    {"parameters", "named_parameters", "eval", "train", "state_dict", "load_state_dict", "to"}
    | {"cuda", "cpu", "half", "float", "apply", "zero_grad", "requires_grad_", "modules", "save"}
    | {"children", "named_modules", "load", "register_buffer", "backward", "step", "append"}
)
_MADE = re.compile(r"(?:\w+\.)*[A-Z]\w*\(")
_BROUGHT = re.compile(r"\.(?:cuda\(|to\((?!\s*torch\.float|['\"]cpu)).*\)$", re.DOTALL)
_TOLD = re.compile(r"dev|cuda|gpu|rank", re.IGNORECASE)


def check(subject: Subject) -> Iterator[Finding]:
    if not any(True for _ in subject.methods("to", "cuda")):
        return
    if not subject.roots.isdisjoint(PLACING) or told_by_default(subject) or only_cpu(subject):
        return
    if subject.has_call(*_OF_NETWORKS):
        yield from _never_moved(subject)
    yield from _other_arms(subject)


def _never_moved(subject: Subject) -> Iterator[Finding]:
    """Networks that nothing of the program brings anywhere."""
    names = kin(subject)
    speaking: list[tuple[Node, ResolvedCall]] = []
    for site in subject.methods(*_OF_NETWORKS):
        receiver = site.call.callee.rpartition(".")[0]
        node = names.node(site.path, receiver, site.call.start)
        if node is not None and not _is_part(subject, site, receiver):
            speaking.append((node, site))
    if names.moved_by_name().issuperset(node for node, _ in speaking):
        return  # most programs: what else the names may be need not be known
    asked: dict[Node, Group] = {}
    for node, site in speaking:
        group = names.group(site.path, site.call.callee.rpartition(".")[0], site.call.start)
        if group is not None and not any(names.same(node, other) for other in asked):
            asked[node] = group
    for node, group in asked.items():
        yield from _judge(subject, names, node, group)


def _other_arms(subject: Subject) -> Iterator[Finding]:
    """A network that one arm of a choice makes and moves, and another arm only makes."""
    moved_later = {
        site.call.callee.rpartition(".")[0].rpartition(".")[2]
        for site in subject.methods("to", "cuda")
    }
    for path in subject.about:
        held: defaultdict[tuple[str, int], list[Assignment]] = defaultdict(list)
        for item in subject.program.module(path).facts.assignments:
            if _MADE.match(item.value.strip()) and item.target.rpartition(".")[2].isidentifier():
                held[item.target, subject.span_around(path, item.start)[0]].append(item)
        for (target, _), items in held.items():
            there = [item for item in items if _BROUGHT.search(item.value.strip())]
            if not there or len(there) == len(items):
                continue
            if target.rpartition(".")[2] in moved_later:
                continue
            for item in items:
                if (
                    item not in there
                    and not _TOLD.search(item.value)
                    and not without_gpu(subject, path, item.start)
                    and any(in_other_arm(subject, path, item.start, one.start) for one in there)
                    and _makes_network(subject, path, item)
                ):
                    message = f"{target} is brought to a device in another arm, and not in this one"
                    yield RULE.present(
                        message, subject.place(path, item), subject.place(path, there[0])
                    )


def _makes_network(subject: Subject, path: str, item: Assignment) -> bool:
    call = outer_call(item.value.strip())
    if call is None:
        return False
    meaning = subject.meaning(path, call.callee, item.start)
    defined = subject.definition(path, meaning)
    if meaning.endswith("Loss"):
        return False  # most of them keep no tensors
    return MADE.match(meaning) is not None or (defined is not None and of_module(subject, *defined))


def _is_part(subject: Subject, site: ResolvedCall, receiver: str) -> bool:
    """Whether what is meant is the network that speaks, or a part of it: it moves with that."""
    if receiver in {"self", "super()"} or receiver.startswith("self."):
        owner = subject.class_around(site.path, site.call.start)
        return owner is not None and of_module(subject, site.path, owner)
    return False


def _judge(subject: Subject, names: Kin, node: Node, group: Group) -> Iterator[Finding]:
    if not group.makers:
        return
    maker = min(group.makers, key=lambda one: (one.path, one.at))
    line = subject.source(maker.path).count(b"\n", 0, maker.at) + 1
    if group.moved:
        return
    runs = [
        site
        for site in _runs(subject, names, node)
        if not _is_part(subject, site, site.call.callee)
    ]
    if not runs:
        return
    if any(one.told for one in group.makers):
        yield RULE.unknown("what makes the network may bring it to a device", at(runs[0]))
        return
    onto = [site for site in runs if _is_fed_moved(subject, site)]
    if onto:
        shown = onto[0].call.callee
        message = f"what {shown} is given is brought to a device, and nothing brings {shown} there"
        yield RULE.present(message, at(onto[0]), Evidence(maker.path, line, line))
    elif not any(other.moved for other in names.networks()):
        count = _moves(subject)
        if count:
            message = f"tensors are brought to a device in {count} places, and no network ever is"
            yield RULE.present(message, at(runs[0]), Evidence(maker.path, line, line))


def _runs(subject: Subject, names: Kin, node: Node) -> list[ResolvedCall]:
    """Calls of the network, or of a method of it that is given something."""
    known = names.names(node)
    found = []
    for site in subject.program.calls():
        callee = site.call.callee
        if not site.call.arguments:
            continue
        owner, _, method = callee.rpartition(".")
        for text in (callee, owner if method not in _MANAGES else ""):
            last = text.removesuffix(".forward").removesuffix(".module").rpartition(".")[2]
            if last not in known:
                continue
            held = names.node(site.path, text, site.call.start)
            if held is not None and names.same(held, node):
                found.append(site)
                break
    return found


def _is_fed_moved(subject: Subject, site: ResolvedCall) -> bool:
    """Whether what it is given is brought to a device in the same function."""
    if MOVE.search(site.call.arguments):
        return True
    given = set(names_in(site.call.arguments))
    start = subject.span_around(site.path, site.call.start)[0]
    return any(
        MOVE.search(item.value) and not given.isdisjoint(re.findall(r"\w+", item.target))
        for item in subject.assignments(site.path, start, site.call.start)
    )


def _moves(subject: Subject) -> int:
    """How many places bring something to a device that is asked for or told of."""
    return sum(
        site.call.callee.endswith(".cuda")
        or (
            _TOLD.search(site.call.arguments) is not None
            and not re.search(r"(?<!self)(?<!args)(?<!cfg)\.device", site.call.arguments)
        )
        for site in subject.methods("to", "cuda")
    )
