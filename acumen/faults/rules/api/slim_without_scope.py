"""A network of TF-Slim is built outside its argument scope.

The scope is where these networks keep batch normalisation, padding and weight decay. Without it
the layers are built without them: the network trains badly, and weights of a checkpoint do not fit.

Bad:

    import tensorflow as tf
    from tensorflow.contrib.slim.nets import resnet_v1
    logits, ends = resnet_v1.resnet_v1_50(images, 1000)

Good:

    import tensorflow as tf
    from tensorflow.contrib.slim.nets import resnet_v1
    slim = tf.contrib.slim
    with slim.arg_scope(resnet_v1.resnet_arg_scope()):
        logits, ends = resnet_v1.resnet_v1_50(images, 1000)

A program that opens a scope anywhere else is left open, since scopes reach into functions. Blind to
copies of the networks under other names.

Sources: the documentation of TF-Slim and of its networks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import BlockKind
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU518",
    name="slim-without-scope",
    kind=RuleKind.FAULT,
    leaves=("api.arg_scope",),
    frameworks=("tensorflow", "tf_slim"),
    confidence=Confidence.HIGH,
    fix="Build the network inside slim.arg_scope(..._arg_scope()).",
)

_NETWORK = re.compile(
    r"(?:^|\.)(?:nets|slim)\.(?:resnet_v[12]\.(resnet_v[12]_\d+)"
    r"|inception(?:_v\d|_resnet_v2)?\.(inception_(?:v\d|resnet_v2))|mobilenet_v1\.(mobilenet_v1))$"
)


def check(subject: Subject) -> Iterator[Finding]:
    scoped = subject.has_call("arg_scope")
    for site in subject.program.calls():
        if "_v" not in site.qualified or not _NETWORK.search(site.qualified):
            continue
        blocks = subject.program.blocks_around(site.path, site.call.start)
        if any(b.kind is BlockKind.WITH and "arg_scope" in b.header for b in blocks):
            yield RULE.absent("the network is built inside an argument scope", at(site))
        elif scoped or not subject.wholly_read:
            yield RULE.unknown("a scope may be open where this is called", at(site))
        else:
            name = site.qualified.rpartition(".")[2]
            yield RULE.present(f"{name} is built and no argument scope is open", at(site))
