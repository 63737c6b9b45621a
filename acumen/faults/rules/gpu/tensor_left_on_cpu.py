"""A tensor that the forward pass makes stays in main memory while the model is on a GPU.

``torch.zeros`` and its kin make tensors on the CPU unless they are told otherwise. The layer or
operation that gets one together with tensors of the GPU fails.

Bad:

    import torch
    from torch import nn
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn = nn.GRU(8, 16)
        def forward(self, x):
            h0 = torch.zeros(1, x.size(1), 16)
            return self.rnn(x, h0)
    model = Net().to("cuda")

Good:

    import torch
    from torch import nn
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn = nn.GRU(8, 16)
        def forward(self, x):
            h0 = torch.zeros(1, x.size(1), 16, device=x.device)
            return self.rnn(x, h0)
    model = Net().to("cuda")

Speaks where the new tensor goes into a layer of the model, or is joined with an argument of
``forward``, where a script gives it to a model that it moved, and where an operator or a function
of torch joins it with what was brought to a device, or was given to a function that works on the
model's tensors; and where other tensors of the same function are made on the device, and meet it
there. Also where all but one of the tensors that a function makes in a row are told a device, and
where indices made here look up an embedding. Single numbers and other indices may stay on the CPU,
and so may what a data set does to its items. Blind to default devices that are set from outside,
and to most tensors that a class keeps.

Sources: the documentation of torch.zeros and of torch.nn.Module.to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.evidence import Evidence
from acumen.domain.facts import Assignment, Definition
from acumen.domain.finding import Confidence, Finding, Outcome, RuleKind
from acumen.faults.classes import attributes
from acumen.faults.devices import is_moved, moves_models
from acumen.faults.deviceside import handles
from acumen.faults.flow import keeper
from acumen.faults.homes import reading
from acumen.faults.modules import module_classes
from acumen.faults.newtensors import MAKERS, is_new
from acumen.faults.ongpu import may_be_on_gpu, speaks_of_gpus
from acumen.faults.rule import TORCH, Rule, at
from acumen.faults.subject import Subject
from acumen.faults.torchnames import LIGHTNING_MODULES, MODULES, holds_parameters
from acumen.faults.twins import unplaced
from acumen.faults.warmth import Kind, all_meetings
from acumen.faults.whereabouts import Clash
from acumen.syntax.arguments import literal, split_arguments
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU408",
    name="tensor-left-on-cpu",
    kind=RuleKind.SMELL,
    leaves=("gpu.no_dest",),
    frameworks=TORCH,
    confidence=Confidence.HIGH,
    fix="Make it where the inputs are: device=x.device, or x.new_zeros(...).",
)

_MAKERS = MAKERS | {"torch.tensor"}
_JOINING = frozenset({"torch.cat", "torch.matmul", "torch.bmm", "torch.mm", "torch.where"})
_METHODS = ("forward", "training_step", "validation_step")
_MOVING = r"(?:to|cuda|type_as|type)\("
_CHAIN = re.compile(rb"(?:\s*\.\w+\([^()]*\))*")
_EXCHANGES = tuple(f"torch.distributed.{name}" for name in ("all_reduce", "broadcast", "reduce"))
_DEFAULTS = ("set_default_device", "set_default_tensor_type")
_PLACES = re.compile(r"device|\.(?:to|cuda|type_as)\(")
_WORD = re.compile(r"(?<![\w.])[^\W\d]\w*")


def check(subject: Subject) -> Iterator[Finding]:
    if subject.has_call(*_DEFAULTS):
        return
    found = list(_followed(subject))
    yield from found
    said = {
        (place.path, _function(subject, place))
        for finding in found
        if finding.outcome is Outcome.PRESENT
        for place in finding.evidence[:1]
    }
    for one in all_meetings(subject, Kind.FRESH):
        line = subject.source(one.path).count(b"\n", 0, one.at) + 1
        place = Evidence(one.path, line, line)
        if (one.path, _function(subject, place)) not in said:
            said.add((one.path, _function(subject, place)))
            message = f"{one.cold} is made without a device and meets {one.hot}, which is on one"
            yield RULE.present(message, place)
    for row in unplaced(subject):
        if (row.site.path, _function(subject, at(row.site))) not in said:
            message = f"{row.name} is made without a device, and {len(row.others)} beside it on one"
            yield RULE.present(message, at(row.site), at(row.others[0]))
    yield from _looked_up(subject, said)


def _looked_up(subject: Subject, said: set[tuple[str, int]]) -> Iterator[Finding]:
    """Indices that a method of a module makes, and gives to an embedding that it keeps."""
    if not may_be_on_gpu(subject):
        return
    for path, owner in module_classes(subject):
        kept = attributes(subject, path, owner)
        for site in subject.calls(path, owner.start, owner.end):
            name = site.call.callee.removeprefix("self.")
            if name == site.call.callee or "Embedding(" not in "".join(
                item.value for item in kept.get(name, ())
            ):
                continue
            given = subject.argument(site, "input", 0)
            for inner in subject.inside(site):
                bare = given.startswith(f"{inner.call.callee}(") and not _PLACES.search(given)
                if bare and is_new(inner) and (path, _function(subject, at(inner))) not in said:
                    message = f"{_shown(inner)} is on the CPU and looks up {site.call.callee}"
                    yield RULE.present(message, at(inner))


def _function(subject: Subject, place: Evidence) -> int:
    """Where the innermost function begins that holds the first line of ``place``."""
    return max(
        (
            definition.start
            for definition in subject.program.modules[place.path].definitions
            if definition.first_line <= place.first_line <= definition.last_line
        ),
        default=-1,
    )


def _followed(subject: Subject) -> Iterator[Finding]:
    """What is known of tensors that are followed over the whole program."""
    yield from _between_processes(subject)
    met = _met_elsewhere(subject)
    for site, clash in met.values():
        message = f"{_shown(site)} is on the CPU and meets what is not: {clash.text}"
        yield RULE.present(message, at(site), _line(subject, clash))
    if not may_be_on_gpu(subject):
        return
    for path, owner in subject.classes_of(*MODULES, *LIGHTNING_MODULES):
        for name in _METHODS:
            method = subject.method(path, owner, name)
            if method is not None:
                for site in subject.calls(path, method.start, method.end):
                    if site.qualified in _MAKERS and (path, site.call.start) not in met:
                        yield _judge(subject, site, method)
    if not any(name.endswith(".DataParallel") for name in subject.called_names):
        for qualified in sorted(_MAKERS):
            for site in subject.qualified(qualified):
                if (site.path, site.call.start) not in met:
                    yield from _into_model(subject, site)


def _met_elsewhere(subject: Subject) -> dict[tuple[str, int], tuple[ResolvedCall, Clash]]:
    """New tensors that an expression joins with what the function or the model was given."""
    homes = reading(subject)
    everywhere = may_be_on_gpu(subject)
    paths = {p for p in subject.about if everywhere or speaks_of_gpus(subject, p)}
    made: dict[tuple[str, int], ResolvedCall] = {}
    functions: dict[tuple[str, int], Definition] = {}
    for qualified in sorted(_MAKERS):
        for site in subject.qualified(qualified):
            function = subject.function_around(site.path, site.call.start)
            if (
                site.path not in paths
                or function is None
                or subject.argument(site, "device")
                or subject.is_open(site)
            ):
                continue
            if handles(subject, site.path, function):
                made[site.path, _statement(subject, site)] = site
                functions[site.path, function.start] = function
    for (path, _), function in functions.items():
        homes.read(path, (function.start, function.end))
    found: dict[tuple[str, int], tuple[ResolvedCall, Clash]] = {}
    for clash in homes.clashes:
        maker = made.get((clash.path, clash.made))
        if maker is not None:
            found.setdefault((clash.path, maker.call.start), (maker, clash))
    return dict(sorted(found.items(), key=lambda item: item[0]))


def _statement(subject: Subject, site: ResolvedCall) -> int:
    """Where the assignment or return begins that holds a call; the call itself elsewhere."""
    kept = keeper(subject, site)
    if kept is not None:
        return kept.start
    for item in subject.program.modules[site.path].returns:
        if item.start <= site.call.start < item.end:
            return item.start
    return site.call.start


def _line(subject: Subject, clash: Clash) -> Evidence:
    line = subject.source(clash.path).count(b"\n", 0, clash.at) + 1
    return Evidence(clash.path, line, line)


def _shown(site: ResolvedCall) -> str:
    return f"{site.call.callee}({site.call.arguments[:40]})"


def _into_model(subject: Subject, site: ResolvedCall) -> Iterator[Finding]:
    """``noise = torch.randn(n, 64)`` that a model on the GPU is called with, outside of classes."""
    function = subject.function_around(site.path, site.call.start)
    of_class = subject.class_around(site.path, site.call.start) is not None
    if of_class or not moves_models(subject, site.path):
        return
    start, end = (function.start, function.end) if function else (0, 1 << 60)
    kept = _kept(subject, site, start)
    if kept is None or kept.operator != "=":
        return
    shown = f"{kept.target.strip()} = {site.call.callee}({site.call.arguments[:40]})"
    chain = _CHAIN.match(subject.source(site.path), site.call.end)
    if chain is None or re.search(rf"\.{_MOVING}".encode(), chain[0]):
        return
    if subject.argument(site, "device") or subject.is_open(site):
        return
    name = kept.target.strip()
    for other in subject.calls(site.path, kept.end, end):
        given = {item.text for item in subject.arguments(other)}
        if name not in given or not is_moved(
            subject, site.path, other.call.callee, other.call.start
        ):
            continue
        reaching = subject.constants.reaching(site.path, name, at=other.call.start)
        if reaching is None or reaching.start != kept.start:
            yield RULE.unknown(f"what {name} is by then depends on a condition", at(site))
        else:
            message = f"{shown} stays on the CPU and goes into {other.call.callee}"
            yield RULE.present(message, at(site), at(other))
        return


def _between_processes(subject: Subject) -> Iterator[Finding]:
    """A new tensor that processes exchange by NCCL, which knows only those on a GPU."""
    sites = [s for s in subject.qualified(*_EXCHANGES) if subject.argument(s, "tensor", 0)]
    if not sites or not _only_nccl(subject):
        return
    for site in sites:
        name = subject.argument(site, "tensor", 0)
        if not name.isidentifier():
            continue
        item = subject.constants.reaching(site.path, name, at=site.call.start)
        if item is None or item.operator != "=":
            continue
        made = [
            s
            for s in subject.calls(site.path, item.start, item.end)
            if s.qualified in _MAKERS and item.value.startswith(f"{s.call.callee}(")
        ]
        if not made or subject.is_open(made[0]):
            continue
        whole = len(item.value) - len(item.value.rstrip(")")) > 0
        if subject.argument(made[0], "device") or re.search(rf"\.{_MOVING}", item.value):
            yield RULE.absent(f"{name} is made on a device", at(made[0]))
        elif whole:
            message = f"{name} = {made[0].call.callee}() is on the CPU and NCCL exchanges it"
            yield RULE.present(message, at(made[0]), at(site))


def _only_nccl(subject: Subject) -> bool:
    text = b" ".join(subject.source(path) for path in subject.program.paths)
    return b"nccl" in text and b"gloo" not in text


def _judge(subject: Subject, site: ResolvedCall, method: Definition) -> Finding:
    shown = f"{site.call.callee}({site.call.arguments[:40]})"
    if subject.argument(site, "device") or subject.is_open(site):
        return RULE.absent(f"{shown} names its device", at(site))
    if _is_number(subject, site):
        return RULE.absent(f"{shown} is a single number", at(site))
    source = subject.source(site.path)
    chain = _CHAIN.match(source, site.call.end)
    if not source or chain is None:
        return RULE.unknown("the text of the file is not at hand", at(site))
    if re.search(rf"\.{_MOVING}".encode(), chain[0]):
        return RULE.absent(f"{shown} is moved where it is made", at(site))
    user = _layer_around(subject, site, method)
    if user is not None and subject.argument(user, "is_causal") not in {"", "False"}:
        return RULE.unknown("a mask that only stands for a causal one is not looked at", at(site))
    if user is not None:
        return RULE.present(f"{shown} on the CPU goes into {user.call.callee}", at(site))
    kept = _kept(subject, site, method.start)
    if kept is None:
        return RULE.unknown(f"what becomes of {shown} is not followed", at(site))
    name = kept.target.strip()
    for other in subject.calls(site.path, kept.end, method.end):
        if re.search(rf"(?<![\w.]){name}(?:\.\w+\([^()]*\))*\.{_MOVING}", other.call.callee + "("):
            return RULE.absent(f"{name} is moved before it is used", at(site))
    for other in subject.calls(site.path, kept.end, method.end):
        reaching = subject.constants.reaching(site.path, name, at=other.call.start)
        if reaching is None or reaching.start != kept.start:
            continue
        if _takes(subject, other, name, method):
            return RULE.present(
                f"{name} = {shown} stays on the CPU and goes into {other.call.callee}",
                at(site),
                at(other),
            )
    return RULE.unknown(f"what becomes of {name} is not followed", at(site))


def _is_number(subject: Subject, site: ResolvedCall) -> bool:
    given = subject.argument(site, "data", 0)
    if site.qualified == "torch.tensor":
        return not isinstance(literal(given).value, tuple)
    return (
        site.qualified != "torch.arange"
        and given.strip() in {"1", "()", "(1,)", "[]"}
        and (len(subject.arguments(site)) == 1)
    )


def _layer_around(subject: Subject, site: ResolvedCall, method: Definition) -> ResolvedCall | None:
    """The layer with weights whose argument the new tensor is, as it is."""
    for outer in subject.calls(site.path, method.start, site.call.start):
        if outer.call.end > site.call.end and _is_layer(outer):
            whole = f"{site.call.callee}({site.call.arguments})"
            if any(_bare(item.text, whole) for item in subject.arguments(outer)):
                return outer
    return None


def _bare(text: str, wanted: str) -> bool:
    """Whether ``text`` is ``wanted``, or a tuple that holds it."""
    inner = text[1:-1] if text[:1] == "(" and text[-1:] == ")" else text
    return any(
        "".join(part.text.split()) == "".join(wanted.split()) for part in split_arguments(inner)
    )


def _is_layer(site: ResolvedCall) -> bool:
    return site.qualified.endswith(".__call__") and holds_parameters(
        site.qualified.removesuffix(".__call__")
    )


def _takes(subject: Subject, site: ResolvedCall, name: str, method: Definition) -> bool:
    """Whether a call brings the tensor ``name`` together with those of the GPU."""
    if _is_layer(site):
        return any(_bare(item.text, name) for item in subject.arguments(site))
    if site.qualified not in _JOINING:
        return False
    words = set(_WORD.findall(site.call.arguments))
    given = set(_WORD.findall(method.header)) - {"self", "None"}
    return name in words and bool(words & given)


def _kept(subject: Subject, site: ResolvedCall, since: int) -> Assignment | None:
    """The assignment whose whole value is the new tensor, perhaps through methods of its own."""
    for item in subject.assignments(
        site.path, max(since, site.call.start - 200), site.call.start + 1
    ):
        if item.end > site.call.start and item.target.strip().isidentifier():
            return item if item.value.startswith(f"{site.call.callee}(") else None
    return None
