"""A tensor on a GPU is given to code that can only read main memory.

``numpy()`` of such a tensor, and NumPy, scikit-learn or Matplotlib given one, raise an error. On a
machine without a GPU the same program runs, so the fault shows late.

Bad:

    import torch
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = Net().to(device)
    scores = model(x.to(device)).detach().numpy()

Good:

    import torch
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = Net().to(device)
    scores = model(x.to(device)).detach().cpu().numpy()

Follows values through names, operators, parameters and results, and counts as moved what a network
gives for something that was moved. What is moved under a condition is left open. Blind to tensors
that a class or a dictionary keeps.

Sources: the documentation of torch.Tensor.numpy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.classes import parameters_of
from acumen.faults.devices import Where, where_is
from acumen.faults.flow import keeper
from acumen.faults.homes import reading
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.faults.torchnames import LIGHTNING_MODULES
from acumen.faults.whereabouts import Home
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU404",
    name="gpu-tensor-in-numpy",
    kind=RuleKind.SMELL,
    leaves=("gpu.gpu_for_cpu",),
    frameworks=("torch",),
    confidence=Confidence.HIGH,
    fix="Bring the tensor back first: .detach().cpu().numpy().",
    cause="read-from-the-device",
)

_READING = re.compile(
    r"numpy\.(?:array|asarray|mean|sum|argmax|concatenate|save)$|sklearn\.metrics\.\w+$"
    r"|matplotlib\.pyplot\.(?:plot|scatter|imshow|hist|bar)$"
)

_BATCH = re.compile(r"(\w*batch)(?:\[[^\[\]]*\])?(?:\.(?:detach|float|long|view)\([^()]*\))*$")
_STEP = re.compile(r"_step$|^_?(?:shared|common)_(?:step|eval)")
_ASKED = re.compile(r"cuda|gpu|device|cpu", re.IGNORECASE)


def check(subject: Subject) -> Iterator[Finding]:
    if not _uses_gpu(subject):
        return
    for site in subject.methods("numpy"):
        if site.path not in subject.about:
            continue
        if not site.call.arguments and "torch" in subject.roots_of(site.path):
            receiver = site.call.callee.removesuffix(".numpy")
            yield _judge(subject, site, [receiver], "numpy()")
    for name in [name for name in subject.called_names if _READING.match(name)]:
        for site in subject.qualified(name):
            if site.path in subject.about and "torch" in subject.roots_of(site.path):
                given = [item.text for item in subject.arguments(site) if not item.name]
                yield _judge(subject, site, given[:2], name)


def _is_chosen(subject: Subject, site: ResolvedCall) -> bool:
    """Whether a condition about the device decides if the call is made."""
    around = subject.conditions(site.path, site.call.start)
    if any(_ASKED.search(block.header) for block in around):
        return True
    source = subject.source(site.path)
    first = source.rfind(b"\n", 0, site.call.start) + 1
    last = source.find(b"\n", site.call.end)
    line = source[first : last if last >= 0 else len(source)].decode("utf-8", "replace")
    choice = re.search(r"\bif\b(.*?)\belse\b", line, re.DOTALL)
    return choice is not None and bool(_ASKED.search(choice[1]))


def _uses_gpu(subject: Subject) -> bool:
    return _trains_on_gpu(subject) or any(
        site.call.callee.endswith(".cuda") or site.call.arguments
        for site in subject.methods("cuda", "to")
    )


def _trains_on_gpu(subject: Subject) -> bool:
    """Whether Lightning is told of GPUs: it brings every batch there."""
    modules = any(subject.classes_of(*LIGHTNING_MODULES))
    return modules and any(b"gpu" in subject.source(path) for path in subject.program.paths)


def _is_batch_of_a_step(subject: Subject, site: ResolvedCall, text: str) -> bool:
    """Whether ``text`` is a part of the batch that Lightning gives a step, as it came."""
    found = _BATCH.match("".join(text.split()))
    function = subject.function_around(site.path, site.call.start)
    if found is None or function is None or found[1] not in parameters_of(function):
        return False
    if not _STEP.search(function.name.rpartition(".")[2]) or not _trains_on_gpu(subject):
        return False
    owner = subject.class_around(site.path, function.start)
    lightning = {(path, one.start) for path, one in subject.classes_of(*LIGHTNING_MODULES)}
    return owner is not None and (site.path, owner.start) in lightning


def _place(subject: Subject, site: ResolvedCall, text: str) -> Where:
    """Where a tensor is; one that is brought to a device that is asked for counts as on a GPU."""
    kept = keeper(subject, site)  # a name on both sides is what it was before
    start = kept.start if kept is not None else site.call.start
    where = where_is(subject, site.path, text, start)
    if where is not Where.UNKNOWN:
        return where
    if _is_batch_of_a_step(subject, site, text):
        return Where.GPU
    home = reading(subject).home(site.path, text.strip(), start).home
    if home is Home.GPU or (home is Home.TOLD and _asks_for_gpu(subject)):
        return Where.GPU
    return Where.CPU if home is Home.CPU else Where.UNKNOWN


def _asks_for_gpu(subject: Subject) -> bool:
    """Whether some device of the program is a GPU where there is one."""
    return any(b"cuda" in subject.source(path) for path in subject.program.paths)


def _is_one_of_several(subject: Subject, site: ResolvedCall, text: str) -> bool:
    """Whether a call gives the value beside others: a network may return lists of numbers, too."""
    if not text.isidentifier():
        return False
    item = subject.constants.reaching(site.path, text, at=site.call.start)
    if item is None or item.value != "...":
        return False
    around = subject.assignments(site.path, item.start, item.start + 1)
    callee = around[0].value.partition("(")[0] if around else ""
    meaning = subject.meaning(site.path, callee, item.start)
    return not meaning.startswith("torch.") and "." not in callee


def _judge(subject: Subject, site: ResolvedCall, given: list[str], reader: str) -> Finding:
    places = [_place(subject, site, text) for text in given]
    for text, place in zip(given, places, strict=True):
        if place is Where.GPU and reader != "numpy()" and _is_one_of_several(subject, site, text):
            return RULE.unknown("what is one of several results may be no tensor", at(site))
        if place is Where.GPU and _is_chosen(subject, site):
            return RULE.unknown("which way is taken depends on whether there is a GPU", at(site))
        if place is Where.GPU:
            shown = " ".join(text.split())[:60]
            return RULE.present(f"{shown} is on the GPU where {reader} reads it", at(site))
    if places and all(place is Where.CPU for place in places):
        return RULE.absent(f"what {reader} reads was brought back", at(site))
    return RULE.unknown(f"it is not known where that is which {reader} reads", at(site))
