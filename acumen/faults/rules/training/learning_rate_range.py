"""The learning rate is outside every range in which the optimiser is known to work.

A rate of zero or below never learns or climbs the loss. Adam and its kin scale each step
themselves: rates above 0.3 make every weight jump. Plain gradient descent above 1 diverges on
almost any network. A rate below 1e-7 does not move a network within any usual number of steps.

Bad:

    import torch
    optimizer = torch.optim.Adam(model.parameters(), lr=1.0)

Good:

    import torch
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

Blind to rates that a schedule multiplies, to rates that come from a configuration file, and to
optimisers whose rates are of another order (Adadelta, LBFGS, Adafactor) below 50. A rate that a
scheduler of the same program scales (LambdaLR, warm-up) is left open, unless it is more than four
times too high and no small factor is seen in the schedule.

Sources: the documentation of torch.optim and keras.optimizers; Humbatova et al. (ICSE 2020),
"suboptimal learning rate".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.constants import as_number
from acumen.faults.flow import keeper
from acumen.faults.optimisers import Family, Optimiser, is_number, optimisers
from acumen.faults.privacy import ENGINES
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.faults.torchnames import makes_tensor
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU301",
    name="learning-rate-range",
    kind=RuleKind.SMELL,
    leaves=("training.hyper.lr",),
    frameworks=(),
    confidence=Confidence.HIGH,
    fix="Start from the optimiser's default (1e-3 for Adam, 1e-2 for SGD) and search around it.",
)

HIGHEST = {Family.ADAPTIVE: 0.3, Family.SGD: 1.0}
LOWEST = 1e-7
_SCALING = (
    "LearningRateScheduler",
    "LambdaLR",
    "MultiplicativeLR",
    "OneCycleLR",
    "CyclicLR",
    "NoamLR",
    "NoamOpt",
)


_REPLACING = ("LearningRateScheduler", "OneCycleLR", "CyclicLR", "NoamOpt")  # whatever it was
_MOST_SCALED = 1000  # no schedule in use makes a rate larger by more
_NUMBERS = re.compile(r"(?:[\w.]+\()?\[?-?\d[-\d.,e]*\]?\)?$")
_SURELY = 4  # times the highest rate: too high for every optimiser that shares the default
_HIGHEST_OF_ANY = 50.0
_SMALL_FACTOR = re.compile(  # what schedules for transformers divide by
    rb"\*\*\s*\(?-|d_model|model_size|hidden_size|rsqrt|noam|batch_size|world_size", re.IGNORECASE
)
_RATE_ITEM = re.compile(r"\[['\"](?:lr|learning_rate)['\"]\]$|\.(?:lr|learning_rate)$")


def check(subject: Subject) -> Iterator[Finding]:
    for optimiser in optimisers(subject):
        yield from _judge(subject, optimiser)


def _judge(subject: Subject, optimiser: Optimiser) -> Iterator[Finding]:
    site, place = optimiser.site, at(optimiser.site)
    name = site.qualified.rpartition(".")[2]
    if not optimiser.rate:
        if subject.is_open(site):
            yield RULE.unknown(f"{name} gets its arguments unpacked", place)
        else:
            yield RULE.absent(f"{name} is used with its default rate", place)
        return
    value = subject.constants.value(site.path, optimiser.rate, at=site.call.start)
    rate = as_number(value)
    if rate is None:
        yield RULE.unknown(f"the rate of {name} is computed: {optimiser.rate[:60]}", place)
        return
    highest = HIGHEST.get(optimiser.family)
    scaled = subject.has_call(*_SCALING)
    if 0 < rate < LOWEST / _MOST_SCALED and not subject.has_call(*_REPLACING):
        scaled = False
    if highest is not None and rate > _SURELY * highest and not subject.has_call(*_REPLACING):
        scaled = scaled and _may_be_small(subject)
    if rate == 0 and _is_set_later(subject):
        yield RULE.unknown(f"the rate of {name} is set while it trains", place)
    elif rate == 0 and _is_loaded(subject, site):
        yield RULE.unknown(f"the rate of {name} comes with a state that is loaded", place)
    elif rate == 0 and _has_no_model(subject, site):
        yield RULE.unknown(f"{name} is given no parameters of a model", place)
    elif rate <= 0 and not scaled:
        yield RULE.present(f"{name} with a learning rate of {rate:g} cannot learn", place)
    elif rate <= 0 or (scaled and (rate < LOWEST or (highest is not None and rate > highest))):
        yield RULE.unknown(f"the rate of {name}, {rate:g}, is scaled by a schedule", place)
    elif rate < LOWEST:
        yield RULE.present(f"{name} with a learning rate of {rate:g} hardly moves", place)
    elif highest is None and rate >= _HIGHEST_OF_ANY:
        yield RULE.present(f"{name} with a learning rate of {rate:g} can only diverge", place)
    elif highest is None:
        yield RULE.unknown(f"no range is known for {name} (rate {rate:g})", place)
    elif rate > highest and subject.has_call(*ENGINES):
        yield RULE.unknown(f"gradients are clipped for privacy, rate {rate:g}", place)
    elif rate > highest and optimiser.family is Family.SGD and _clips(subject):
        yield RULE.unknown(f"gradients are clipped, rate {rate:g}", place)
    elif rate > highest and optimiser.family is Family.SGD and _partly_frozen(subject):
        yield RULE.unknown(f"{name} trains a part of a frozen model, rate {rate:g}", place)
    elif highest < rate <= _SURELY * highest and _is_an_entry(subject, site):
        yield RULE.unknown(f"what {name} is handed to is not followed", place)
    elif highest < rate <= _SURELY * highest and _moves_numbers(subject, site):
        yield RULE.unknown(f"{name} looks for a few numbers, not for weights", place)
    elif (
        (highest < rate <= _SURELY * highest or (rate > highest and _clips(subject)))
        and not is_number(optimiser.rate)
        and subject.conditions(
            site.path, site.call.start, since=subject.span_around(site.path, site.call.start)[0]
        )
    ):
        yield RULE.unknown(f"{name} is one of several choices and {rate:g} a shared default", place)
    elif rate > highest:
        message = f"{name} with a learning rate of {rate:g}: above {highest:g} it tends to diverge"
        yield RULE.present(message, place)
    else:
        yield RULE.absent(f"the learning rate of {name} is {rate:g}", place)


def _may_be_small(subject: Subject) -> bool:
    """Whether a schedule of the program may multiply its rate by a small number for good."""
    paths = {site.path for name in _SCALING for site in subject.named(name)}
    return any(_SMALL_FACTOR.search(subject.source(path)) for path in sorted(paths))


def _has_no_model(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the optimiser is made for a tensor that is written out in its call."""
    return any(makes_tensor(inner.qualified) for inner in subject.inside(site))


def _is_an_entry(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the optimiser is an entry of a dictionary of options."""
    kept = keeper(subject, site)
    return kept is not None and kept.value.lstrip().startswith(("{", "dict("))


def _moves_numbers(subject: Subject, site: ResolvedCall) -> bool:
    """Whether what the optimiser is begun with are numbers that are written out."""
    kept = keeper(subject, site)
    return kept is not None and any(
        _NUMBERS.match("".join(begun.value.split()))
        for other in subject.methods("init")
        if other.path == site.path and other.call.callee == f"{kept.target}.init"
        for given in subject.arguments(other)[:1]
        if (begun := subject.constants.reaching(site.path, given.text, at=other.call.start))
        is not None
    )


def _is_set_later(subject: Subject) -> bool:
    """Whether the program writes the rate of a group of parameters."""
    return any(
        _RATE_ITEM.search(item.target)
        for path in subject.program.paths
        for item in subject.assignments(path)
    )


def _is_loaded(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the optimiser takes over a saved state, with its rate."""
    kept = next(
        (i.target for i in subject.assignments(site.path) if i.start <= site.call.start < i.end), ""
    )
    return bool(kept) and any(
        other.call.callee == f"{kept}.load_state_dict" for other in subject.named("load_state_dict")
    )


def _clips(subject: Subject) -> bool:
    """Language models are trained with clipped gradients and rates of twenty and more."""
    names = ("clip_grad_norm_", "clip_grad_norm", "clip_grad_value_", "clip_gradient")
    return subject.has_call(*names)


def _partly_frozen(subject: Subject) -> bool:
    """A linear layer on frozen features is trained with rates of ten and more."""
    return any(
        item.target.endswith(".requires_grad") and item.value == "False"
        for path in subject.program.paths
        for item in subject.assignments(path)
    )
