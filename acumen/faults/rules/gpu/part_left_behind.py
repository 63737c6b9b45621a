"""One part of a batch is brought to a device, and another that meets it there is not.

The loss, the metric or the layer that gets both fails on a machine with a GPU.

Bad:

    import torch
    def evaluate(model, loader, device):
        for images, masks in loader:
            images = images.to(device)
            overlap = dice(model(images), masks)

Good:

    import torch
    def evaluate(model, loader, device):
        for images, masks in loader:
            images, masks = images.to(device), masks.to(device)
            overlap = dice(model(images), masks)

Reads each function from top to bottom and takes conditions as if they held. Names that say lengths,
indices, paths or text may stay where they are. Blind to functions that bring their arguments to a
device out of sight.

Sources: the documentation of torch.Tensor.to.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.evidence import Evidence
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.leaders import PLACING
from acumen.faults.programdevice import told_by_default
from acumen.faults.rule import TORCH, Rule
from acumen.faults.selfmoving import loads_onto_device
from acumen.faults.subject import Subject
from acumen.faults.warmth import Kind, all_meetings

RULE = Rule(
    id="ACU412",
    name="part-left-behind",
    kind=RuleKind.SMELL,
    leaves=("gpu.no_transfer",),
    frameworks=TORCH,
    confidence=Confidence.MEDIUM,
    fix="Bring every part of the batch to the device that the model is on.",
    cause="left-on-the-cpu",
)


def check(subject: Subject) -> Iterator[Finding]:
    if not any(True for _ in subject.methods("to", "cuda")):
        return
    if not subject.roots.isdisjoint(PLACING) or told_by_default(subject):
        return
    if loads_onto_device(subject):
        return
    for met in all_meetings(subject, Kind.BATCH):
        line = subject.source(met.path).count(b"\n", 0, met.at) + 1
        message = f"{met.cold} of the batch is not brought to the device where {met.hot} is"
        yield RULE.present(message, Evidence(met.path, line, line))
