"""A tf.data pipeline shuffles after it has made batches.

Shuffling then moves whole batches about: what stands together in one batch stays together in
every epoch.

Bad:

    import tensorflow as tf
    data = tf.data.Dataset.from_tensor_slices(x).batch(32).shuffle(1000)

Good:

    import tensorflow as tf
    data = tf.data.Dataset.from_tensor_slices(x).shuffle(1000).batch(32)

A pipeline that takes its batches apart again is left alone. Blind to pipelines that are built by
several functions.

Sources: the documentation of tf.data.Dataset.shuffle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU508",
    name="shuffle-after-batch",
    kind=RuleKind.FAULT,
    leaves=("api.shuffle_pos",),
    frameworks=("tensorflow",),
    confidence=Confidence.HIGH,
    fix="Shuffle single examples, then batch.",
)


def check(subject: Subject) -> Iterator[Finding]:
    for site in subject.methods("shuffle"):
        if "tensorflow" in subject.roots_of(site.path):
            yield from _judge(subject, site)


def _judge(subject: Subject, site: ResolvedCall) -> Iterator[Finding]:
    chain = site.call.callee
    receiver = chain.rpartition(".")[0]
    if not re.search(r"Dataset|TFRecord|\.(?:map|batch|cache|repeat|take|skip)\(", chain):
        if not receiver.isidentifier():
            return
        assigned = subject.constants.reaching(site.path, receiver, at=site.call.start)
        if assigned is None or not re.search(
            r"\.(?:batch|map)\(|tf\.data|Dataset\.", assigned.value
        ):
            return
        chain = assigned.value if not chain.startswith("np.") else ""
    batched = chain.rfind(".batch(")
    if batched >= 0 and not re.search(r"\.(?:unbatch|flat_map|interleave|window)\(|lambda", chain):
        yield RULE.present("batches are shuffled, not what they hold", at(site))
    elif re.search(r"padded_batch|apply\(", chain):
        yield RULE.unknown("how the pipeline makes batches is not followed", at(site))
    else:
        yield RULE.absent("single examples are shuffled", at(site))
