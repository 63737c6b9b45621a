"""Padding of the targets is counted by the loss.

Sequences of unequal length are filled up so that they fit into one tensor. A cross-entropy that is
not told which value is filler learns to predict it, and the reported loss is mostly about filler.

Bad:

    import torch
    from torch.nn.utils.rnn import pad_sequence
    def collate(batch):
        words, tags = zip(*batch)
        return pad_sequence(words), pad_sequence(tags, padding_value=0)
    criterion = torch.nn.CrossEntropyLoss()

Good:

    import torch
    from torch.nn.utils.rnn import pad_sequence
    def collate(batch):
        words, tags = zip(*batch)
        return pad_sequence(words), pad_sequence(tags, padding_value=-100)
    criterion = torch.nn.CrossEntropyLoss()

The same for labels of Transformers that are copied from padded input. Targets are known by their
names; a mask that is applied to the loss leaves the question open. Blind to padding by hand and by
other libraries.

Sources: the documentation of torch.nn.CrossEntropyLoss, and of language models in Transformers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import Assignment
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.flow import keeper
from acumen.faults.losses import loss_uses
from acumen.faults.rule import TORCH, Rule, at
from acumen.faults.subject import Subject
from acumen.faults.torchnames import torch_name
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU309",
    name="padding-counted",
    kind=RuleKind.FAULT,
    leaves=("training.loss.mask",),
    frameworks=(*TORCH, "transformers"),
    confidence=Confidence.MEDIUM,
    fix="Tell the loss what to leave out: ignore_index, or -100 as the padding of labels.",
)

_TARGETS = re.compile(r"(?:^|[^a-z])(?:tgt|trg|targets?|labels?|tags?|ys?)(?![a-z])", re.IGNORECASE)
_INPUTS = re.compile(r"(?:^|[^a-z])(?:src|inputs?|xs?|mask|words?)(?![a-z])", re.IGNORECASE)
_CLASSES = frozenset(
    {
        "torch.nn.CrossEntropyLoss",
        "torch.nn.NLLLoss",
        "torch.nn.functional.cross_entropy",
        "torch.nn.functional.nll_loss",
    }
)
_COPIED = re.compile(r"""[\w.]+\[['"]input_ids['"]\](?:\.copy\(\)|\.clone\(\))?$""")
_LABELS = re.compile(r"""[\w.]+\[['"]labels['"]\]$""")
_CUT_TO_LENGTH = re.compile(  # each sequence to its own, or what is no filler
    r"(\w+)\[:\s*\w+\]\s+for\s+\1\s*,\s*\w+\s+in\s+zip\(|!=\s*[\w.]*pad|\.ne\([\w.]*pad",
    re.IGNORECASE,
)
_LEFT_OUT = -100  # what cross-entropy leaves out unless it is told otherwise


def check(subject: Subject) -> Iterator[Finding]:
    for site in subject.named("pad_sequence"):
        if site.qualified == "torch.nn.utils.rnn.pad_sequence" and _is_target(subject, site):
            yield _padded(subject, site)
    if "transformers" in subject.roots:
        for path in subject.program.paths:
            for item in subject.program.modules[path].assignments:
                if _LABELS.match(item.target) and _COPIED.match(item.value.strip()):
                    yield from _copied(subject, path, item)


def _is_target(subject: Subject, site: ResolvedCall) -> bool:
    given = subject.argument(site, "sequences", 0)
    kept = keeper(subject, site)
    several = kept is None or "," in kept.target
    words = given if several or kept is None else f"{given} {kept.target}"
    return bool(_TARGETS.search(words)) and not _INPUTS.search(words)


def _padded(subject: Subject, site: ResolvedCall) -> Finding:
    filler = 0.0
    if subject.argument(site, "padding_value", 2):
        given = subject.value(site, "padding_value", 2)
        known = given.known and isinstance(given.value, (int, float))
        filler = float(given.value) if known and isinstance(given.value, (int, float)) else -1.0
    losses = [
        use
        for name in subject.called_names
        if torch_name(name) in _CLASSES
        for use in subject.qualified(name)
    ]
    shown = f"pad_sequence({subject.argument(site, 'sequences', 0)[:30]})"
    if not losses:
        return RULE.unknown("no loss on classes is seen", at(site))
    if filler == _LEFT_OUT and not any(subject.argument(use, "ignore_index") for use in losses):
        return RULE.absent(f"{shown} fills with what the loss leaves out", at(site))
    for use in losses:
        if subject.argument(use, "ignore_index", 2 if use.qualified.endswith("Loss") else 4):
            return RULE.absent("the loss is told what to leave out", at(site), at(use))
        if subject.argument(use, "reduction") or subject.argument(use, "reduce"):
            return RULE.unknown("the loss may be masked by hand", at(site))
        if subject.is_open(use):
            return RULE.unknown("arguments are unpacked into the loss", at(site))
    if _masks(subject):
        return RULE.unknown("the targets or the loss may be masked by hand", at(site))
    message = f"{shown} fills targets, and {losses[0].qualified.rpartition('.')[2]} counts them"
    return RULE.present(message, at(site), at(losses[0]))


def _masks(subject: Subject) -> bool:
    """Whether anything that is done by hand may take the filler out."""
    if subject.has_call("masked_select"):
        return True
    for site in subject.named("pack_padded_sequence"):
        if _TARGETS.search(subject.argument(site, "input", 0)):
            return True
    if any(
        _CUT_TO_LENGTH.search(item.value)
        for path in subject.program.paths
        for item in subject.program.modules[path].assignments
    ):
        return True
    if any("mask" in use.site.call.arguments.lower() for use in loss_uses(subject)):
        return True
    return any(
        "mask" in text and "loss" in text
        for path in subject.program.paths
        for item in subject.program.modules[path].assignments
        if (text := f"{item.target} {item.value}".lower())
    )


def _copied(subject: Subject, path: str, item: Assignment) -> Iterator[Finding]:
    """``batch["labels"] = batch["input_ids"]`` where the tokenizer pads."""
    place = subject.place(path, item)
    start, end = subject.span_around(path, item.start)
    pads = [
        site
        for site in subject.calls(path, start, end)
        if subject.value(site, "padding").value in {True, "max_length", "longest"}
    ]
    if not pads:
        return
    if any(site.qualified.endswith("ForLanguageModeling") for site in subject.program.calls()):
        yield RULE.absent("the collator takes padding out of the labels", place)
    elif any(b"-100" in subject.source(where) for where in subject.program.paths):
        yield RULE.absent("labels are set to -100 somewhere", place)
    elif not all(subject.source(where) for where in subject.program.paths):
        yield RULE.unknown("the text of a file is not at hand", place)
    else:
        message = f"{item.target} is a copy of padded input; padding is counted by the loss"
        yield RULE.present(message, place, at(pads[0]))
