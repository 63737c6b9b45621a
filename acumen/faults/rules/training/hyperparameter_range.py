"""Dropout, momentum or weight decay has a value that cannot be meant.

Dropout takes the share that is dropped: 0.8 or more drops nearly the whole layer and is mostly a
share to keep written in the wrong place; a value outside 0 to 1 is refused or does nothing sound.
Momentum of 1 or more never forgets and diverges. Weight decay of 0.1 or more in plain gradient
descent shrinks weights faster than most losses can grow them.

Bad:

    import torch
    layer = torch.nn.Dropout(p=0.9)

Good:

    import torch
    layer = torch.nn.Dropout(p=0.5)

Blind to values from a configuration file. The keep probability of TensorFlow 1's nn.dropout is
not read as a share to drop.

Sources: the documentation of torch.nn.Dropout, keras.layers.Dropout and torch.optim.SGD.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.constants import as_number
from acumen.faults.keras import keras_name
from acumen.faults.optimisers import Family, optimisers
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU302",
    name="hyperparameter-range",
    kind=RuleKind.FAULT,
    leaves=("training.hyper.tuning",),
    frameworks=(),
    confidence=Confidence.HIGH,
    fix="Use a dropout of 0.1 to 0.5, a momentum around 0.9 and a weight decay of 1e-2 or less.",
)

MOST_DROPPED = 0.8
ALL_BUT = 0.95
MOST_DECAY = 0.1
_GRAPHS = frozenset({"dgl", "torch_geometric", "spektral", "stellargraph", "tf_geometric"})
_TORCH_DROPOUT = re.compile(r"torch\.nn\.(?:modules\.dropout\.)?(?:Alpha)?Dropout(?:1d|2d|3d)?$")
_KERAS_DROPOUT = re.compile(r"layers\.(?:Spatial|Alpha|Gaussian)?Dropout(?:1D|2D|3D)?$")


def check(subject: Subject) -> Iterator[Finding]:
    for site in subject.qualified(*(n for n in subject.called_names if "Dropout" in n)):
        yield from _dropout(subject, site)
    for optimiser in optimisers(subject):
        site = optimiser.site
        yield from _range(subject, site, "momentum", highest=1.0)
        if optimiser.family is Family.SGD:
            yield from _range(subject, site, "weight_decay", highest=MOST_DECAY)


def _dropout(subject: Subject, site: ResolvedCall) -> Iterator[Finding]:
    if _TORCH_DROPOUT.match(site.qualified):
        text = subject.argument(site, "p", 0)
    elif _KERAS_DROPOUT.match(keras_name(site.qualified)):
        text = subject.argument(site, "rate", 0) or subject.argument(site, "p")
    else:
        return
    name = site.qualified.rpartition(".")[2]
    if not text:
        if not subject.is_open(site):
            yield RULE.absent(f"{name} drops its default share", at(site))
        return
    share = as_number(subject.constants.value(site.path, text, at=site.call.start))
    if share is None:
        yield RULE.unknown(f"the share that {name} drops is computed: {text[:60]}", at(site))
    elif not 0 <= share <= 1:
        yield RULE.present(f"{name} with {share:g}, which is no share of 0 to 1", at(site))
    elif MOST_DROPPED <= share < ALL_BUT and not subject.roots.isdisjoint(_GRAPHS):
        yield RULE.unknown("recipes for graphs of few labels drop most of the input", at(site))
    elif share >= MOST_DROPPED and _is_new_head(subject, site):
        yield RULE.unknown("a new head of a trained network may drop most of its input", at(site))
    elif share >= MOST_DROPPED:
        yield RULE.present(f"{name} drops {share:.0%} of its input", at(site))
    else:
        yield RULE.absent(f"{name} drops {share:.0%} of its input", at(site))


def _is_new_head(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the layer is made for an attribute of a network that is there: few data are left to
    learn it from, and published recipes drop up to nine tenths before it.
    """
    return any(
        item.start <= site.call.start < item.end
        and "." in item.target
        and not item.target.startswith("self.")
        for item in subject.assignments(site.path)
    )


def _range(
    subject: Subject, site: ResolvedCall, keyword: str, *, highest: float
) -> Iterator[Finding]:
    text = subject.argument(site, keyword)
    if not text:
        return
    name = site.qualified.rpartition(".")[2]
    value = as_number(subject.constants.value(site.path, text, at=site.call.start))
    words = keyword.replace("_", " ")
    if value is None:
        yield RULE.unknown(f"the {words} of {name} is computed: {text[:60]}", at(site))
    elif value < 0 or value >= highest:
        yield RULE.present(f"{name} with a {words} of {value:g}", at(site))
    else:
        yield RULE.absent(f"the {words} of {name} is {value:g}", at(site))
