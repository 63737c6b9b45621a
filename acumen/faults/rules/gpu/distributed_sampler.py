"""Processes of a distributed training see the same data, or the same order in every epoch.

Without a DistributedSampler every process trains on the whole data set. Without set_epoch() the
sampler gives one order for ever.

Bad:

    import torch
    sampler = torch.utils.data.distributed.DistributedSampler(data)
    loader = torch.utils.data.DataLoader(data, sampler=sampler)
    for epoch in range(10):
        for x, y in loader:
            criterion(model(x), y).backward()

Good:

    import torch
    sampler = torch.utils.data.distributed.DistributedSampler(data)
    loader = torch.utils.data.DataLoader(data, sampler=sampler)
    for epoch in range(10):
        sampler.set_epoch(epoch)
        for x, y in loader:
            criterion(model(x), y).backward()

Samplers for validation and samplers that do not shuffle are left alone. Blind to loaders that a
library wraps.

Sources: the documentation of torch.utils.data.distributed.DistributedSampler.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU406",
    name="distributed-sampler",
    kind=RuleKind.FAULT,
    leaves=("gpu.parallel",),
    frameworks=("torch",),
    confidence=Confidence.HIGH,
    fix="Give every loader a DistributedSampler and call its set_epoch() in each epoch.",
)

_SAMPLER = re.compile(r"torch\.utils\.data\.(?:distributed\.)?DistributedSampler$")
_HELD_OUT = re.compile(r"val|test|eval|dev", re.IGNORECASE)
_LIBRARIES = frozenset({"accelerate", "pytorch_lightning", "lightning", "deepspeed", "ignite"})


def check(subject: Subject) -> Iterator[Finding]:
    if not subject.roots.isdisjoint(_LIBRARIES):
        return
    trains = any(True for _ in subject.named("backward"))
    renewed = any(True for _ in subject.named("set_epoch"))
    for site in subject.qualified_in("torch.utils.data"):
        if not _SAMPLER.match(site.qualified):
            continue
        shuffle = subject.value(site, "shuffle", 3)
        words = _target(subject, site) + subject.argument(site, "dataset", 0)
        if _HELD_OUT.search(words) or (shuffle.known and shuffle.value is False):
            yield RULE.absent("this sampler need not change its order", at(site))
        elif renewed:
            yield RULE.absent("set_epoch() is called", at(site))
        elif not trains or subject.is_open(site):
            yield RULE.unknown("no training is seen in the program", at(site))
        else:
            yield RULE.present("DistributedSampler and no set_epoch() in the program", at(site))


def _target(subject: Subject, site: ResolvedCall) -> str:
    before = subject.assignments(site.path, max(0, site.call.start - 300), site.call.start + 1)
    return " ".join(item.target for item in before if item.start <= site.call.start < item.end)
