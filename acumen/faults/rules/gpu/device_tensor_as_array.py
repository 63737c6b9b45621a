"""``numpy()`` is asked of a tensor that the function brought to a device.

NumPy reads main memory alone: on a machine with a GPU the call raises an error, on one without it
works. Where the program cannot be read as a whole, this is what a reviewer would point out.

Bad:

    import torch
    def predict(net, batch, device):
        batch = batch.to(device)
        return net(batch).detach().numpy()
    def collect(net, batches, device):
        found = []
        for batch in batches:
            found.append(net(batch.to(device)))
        scores = torch.cat(found)
        return scores.numpy()

Good:

    import torch
    def collect(net, batches, device):
        found = []
        for batch in batches:
            found.append(net(batch.to(device)))
        scores = torch.cat(found)
        return scores.cpu().numpy()

Follows names, lists and loops of one function and takes conditions as if they held. Blind to what
other functions give back.

Sources: the documentation of torch.Tensor.numpy.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.evidence import Evidence
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.programdevice import told_by_default
from acumen.faults.rule import TORCH, Rule, at
from acumen.faults.subject import Subject
from acumen.faults.twins import unlike_reads
from acumen.faults.warmth import Kind, all_meetings

RULE = Rule(
    id="ACU413",
    name="device-tensor-as-array",
    kind=RuleKind.SMELL,
    leaves=("gpu.gpu_for_cpu",),
    frameworks=TORCH,
    confidence=Confidence.MEDIUM,
    fix="Bring it back first: .cpu().numpy().",
    cause="read-from-the-device",
)


def check(subject: Subject) -> Iterator[Finding]:
    if told_by_default(subject) or not any(True for _ in subject.methods("numpy")):
        return
    said = set()
    for met in all_meetings(subject, Kind.READ):
        line = subject.source(met.path).count(b"\n", 0, met.at) + 1
        said.add((met.path, subject.span_around(met.path, met.at)))
        message = f"{met.cold[:60]} was brought to a device, and numpy() reads main memory"
        yield RULE.present(message, Evidence(met.path, line, line))
    for found in unlike_reads(subject):
        place = (found.site.path, subject.span_around(found.site.path, found.site.call.start))
        if place not in said:
            said.add(place)
            shown, other = found.site.call.callee[:-6][:40], found.other.call.callee[:-6][:40]
            message = f"{shown} is read by numpy() as it is, and not where {other} is"
            yield RULE.present(message, at(found.site), at(found.other))
