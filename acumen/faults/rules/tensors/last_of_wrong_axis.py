"""The last step of a recurrent layer's output is taken along the axis of the samples.

With ``batch_first=True`` the output is (samples, steps, features): ``out[-1]`` is the last sample,
not the last step. Without it the output is (steps, samples, features), and ``out[:, -1]`` is the
last sample. Shapes often still fit, and most of the batch is never learnt from.

Bad:

    from torch import nn
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn = nn.LSTM(8, 16, batch_first=True)
            self.fc = nn.Linear(16, 2)
        def forward(self, x):
            out, _ = self.rnn(x)
            return self.fc(out[-1])

Good:

    from torch import nn
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn = nn.LSTM(8, 16, batch_first=True)
            self.fc = nn.Linear(16, 2)
        def forward(self, x):
            out, _ = self.rnn(x)
            return self.fc(out[:, -1])

The layer must be made in the same class or function. The hidden state, whose first axis is that of
the layers, is not looked at. Blind to outputs that are packed, moved or handed on first, and to
sequences that are given without an axis of samples.

Sources: the documentation of torch.nn.LSTM and torch.nn.GRU.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.mentions import Mention, mentions
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.faults.torchnames import torch_name
from acumen.syntax.arguments import Literal, split_arguments, split_top_level
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU209",
    name="last-of-wrong-axis",
    kind=RuleKind.FAULT,
    leaves=("tensors.shape.indexing",),
    frameworks=("torch",),
    confidence=Confidence.HIGH,
    fix="Take out[:, -1] where batch_first=True, and out[-1] where it is not.",
)

_LAYERS = frozenset({"torch.nn.LSTM", "torch.nn.GRU", "torch.nn.RNN"})


def check(subject: Subject) -> Iterator[Finding]:
    for qualified in [name for name in subject.called_names if torch_name(name) in _LAYERS]:
        for site in subject.qualified(qualified):
            yield from _layer(subject, site)


def _layer(subject: Subject, site: ResolvedCall) -> Iterator[Finding]:
    path = site.path
    kept = _kept_under(subject, site)
    if not kept:
        return
    first = _batch_first(subject, site)
    owner = subject.class_around(path, site.call.start)
    if kept.startswith("self.") and owner is not None:
        span = (owner.start, owner.end)
        again = [i for i in subject.assignments(path, *span) if i.target.strip() == kept]
        if len(again) > 1:
            return
    else:
        span = subject.span_around(path, site.call.start)
    for item in subject.assignments(path, *span):
        target = _output(item.target)
        if target and re.match(rf"{re.escape(kept)}\(", item.value):
            end = subject.span_around(path, item.start)[1]
            yield from _uses(subject, site, target, (item.start, item.end, end), first)


def _uses(
    subject: Subject, layer: ResolvedCall, name: str, places: tuple[int, int, int], first: Literal
) -> Iterator[Finding]:
    """Parts of the output that are taken while ``name`` still is the output."""
    made, after, end = places
    seen: set[tuple[int, str]] = set()
    for mention in mentions(subject, layer.path, (after, end), _part_of(name)):
        reaching = subject.constants.reaching(layer.path, name, at=mention.start)
        axes = [part.strip() for part in split_top_level(mention.found[1])]
        key = (mention.place.first_line, mention.found[1])
        if reaching is None or reaching.start != made or key in seen:
            continue
        seen.add(key)
        verdict = _judge(layer, name, axes, mention, first)
        if verdict is not None:
            yield verdict


def _judge(
    layer: ResolvedCall, name: str, axes: list[str], mention: Mention, first: Literal
) -> Finding | None:
    taken = _axis_of_last(axes)
    if taken is None:
        return None
    label = f"{layer.qualified.rpartition('.')[2]} with batch_first={first.value}"
    shown = f"{name}[{', '.join(axes)}] of an {label}"
    if not first.known:
        return RULE.unknown(f"batch_first of {name} is computed", mention.place)
    if taken != int(bool(first.value)):
        return RULE.present(f"{shown} is the last sample", mention.place, at(layer))
    return RULE.absent(f"{shown} is the last step", mention.place)


def _axis_of_last(axes: list[str]) -> int | None:
    """0 of ``[-1]`` and ``[-1, :, :]``, 1 of ``[:, -1]`` and ``[:, -1, :]``."""
    if axes[0] == "-1" and len(axes) in {1, 3} and set(axes[1:]) <= {":"}:
        return 0
    if axes[:2] == [":", "-1"] and len(axes) in {2, 3} and set(axes[2:]) <= {":"}:
        return 1
    return None


@lru_cache(maxsize=256)
def _part_of(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.]){re.escape(name)}\[([^\[\]]*)\]")


def _output(target: str) -> str:
    """``out`` of ``out, (h, c)``."""
    parts = split_top_level(target.strip("() "))
    return parts[0] if len(parts) == 2 and parts[0].isidentifier() and parts[0] != "_" else ""


def _kept_under(subject: Subject, site: ResolvedCall) -> str:
    start = site.call.start
    for item in subject.assignments(site.path, max(0, start - 200), start + 1):
        if item.start <= start < item.end:
            target = item.target.strip()
            direct = item.value.startswith(site.call.callee) and item.end - site.call.end <= 1
            return target if direct and re.match(r"(?:self\.)?\w+$", target) else ""
    return ""


def _batch_first(subject: Subject, site: ResolvedCall) -> Literal:
    if not subject.argument(site, "batch_first", 4):
        # nn.RNN has one more argument in front, so nothing is read by position there
        several = len([a for a in split_arguments(site.call.arguments) if not a.name])
        return Literal(not subject.is_open(site) and several <= 4, False)
    if site.qualified.endswith(".RNN") and not subject.argument(site, "batch_first"):
        return Literal(False)
    return subject.value(site, "batch_first", 4)
