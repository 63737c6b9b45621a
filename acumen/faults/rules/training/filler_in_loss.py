"""A loss on tokens or pixels is not told which value is filler, though the program has one.

Sequences are padded and the edges of objects are left unlabelled by writing one value there. A
cross-entropy that counts it learns to predict filler, and the reported loss is mostly about that.

Bad:

    import torch
    PAD_TOKEN = 0
    def measure(scores, words, smoothing):
        if smoothing:
            return smoothed(scores, words, words.ne(PAD_TOKEN))
        return torch.nn.functional.cross_entropy(scores.view(-1, 100), words.view(-1))

Good:

    import torch
    PAD_TOKEN = 0
    def measure(scores, words, smoothing):
        if smoothing:
            return smoothed(scores, words, words.ne(PAD_TOKEN))
        return torch.nn.functional.cross_entropy(
            scores.view(-1, 100), words.view(-1), ignore_index=PAD_TOKEN
        )

Advice: the loss may be computed where no filler is. Said where another loss of the program is told
what to leave out, or where a loss on flattened scores stands beside a value named as padding.
Programs that mask the loss, or write -100, are left alone. Blind to fillers without a name.

Sources: the documentation of torch.nn.CrossEntropyLoss.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.losses import loss_uses
from acumen.faults.lossnames import Loss
from acumen.faults.rule import TORCH, Rule, at
from acumen.faults.subject import Subject
from acumen.faults.torchnames import torch_name
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU337",
    name="filler-in-loss",
    kind=RuleKind.SMELL,
    leaves=("training.loss.mask",),
    frameworks=(*TORCH, "transformers"),
    confidence=Confidence.MEDIUM,
    fix="Tell the loss what to leave out with ignore_index.",
)

_LOSSES = {
    "torch.nn.CrossEntropyLoss": 2,
    "torch.nn.NLLLoss": 2,
    "torch.nn.functional.cross_entropy": 4,
    "torch.nn.functional.nll_loss": 4,
}  # to the position of ignore_index
_FILLER = re.compile(
    rb"\b(?:[A-Z_]*PAD(?:_(?:TOKEN|IDX|INDEX|ID|token))?|TOKEN_PAD|pad_(?:token(?:_id)?|idx|index|id)"
    rb"|padding_idx|ignore_(?:label|value|idx)|IGNORE_(?:LABEL|VALUE|INDEX|IDX)|src_pad|trg_pad|tgt_pad)\b"
)
_UNLABELLED = re.compile(  # pixels
    rb"\b(?:ignore_(?:label|value|idx)|IGNORE_(?:LABEL|VALUE|INDEX|IDX))\b"
    rb"|\b(?:fill|borderValue|mask_value|mask_fill_value|seg_fill|fill_mask|cval)\s*=\s*\(?255\b"
)
_FLAT = re.compile(
    r"\.(?:view|reshape)\(\s*-1\s*,|\.transpose\(\s*1\s*,\s*2|\.permute\(\s*0\s*,\s*2\s*,\s*1"
    r"|flatten\(\s*(?:0\s*,\s*1|end_dim)|\.transpose\(\s*2\s*,\s*1|transpose\(\s*-[12]"
)
_LEFT_OUT = re.compile(rb"(?<!ignore_index)(?<!ignore_index )(?:=|,|\(|:|else)\s*-100\b")
_MASKED = re.compile(
    rb"loss\w*\s*\*=?\s*\w*mask|mask\w*\s*\*\s*\w*loss|masked_select|loss\w*\[\w*mask"
)
_WEIGHED = re.compile(r"weight")


def check(subject: Subject) -> Iterator[Finding]:
    sites = [
        site
        for name in subject.called_names
        if torch_name(name) in _LOSSES
        for site in subject.qualified(name)
    ]
    if not sites:
        return
    told = [site for site in _told(subject) if "torch" in subject.roots_of(site.path)]
    if any(_LEFT_OUT.search(subject.source(path)) for path in subject.program.paths):
        return
    for site in sorted(sites, key=lambda s: (s.path, s.call.start)):
        if subject.argument(site, "ignore_index", _LOSSES[torch_name(site.qualified)]):
            yield RULE.absent("the loss is told what to leave out", at(site))
        elif not _is_summed_up(subject, site):
            continue
        elif reason := _reason(subject, site, told):
            yield RULE.present(f"nothing is left out here, {reason}", at(site), *map(at, told[:1]))


def _told(subject: Subject) -> list[ResolvedCall]:
    """Losses and measures, also of the program's own, that are told what to leave out."""
    return [
        site
        for site in subject.program.calls()
        if "ignore_index" in site.call.arguments and subject.argument(site, "ignore_index")
    ]


def _is_summed_up(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the loss gives one number, which nobody can mask any more."""
    if subject.is_open(site) or subject.argument(site, "reduce"):
        return False
    reduction = subject.argument(site, "reduction")
    return not reduction or reduction.strip("\"'") in {"mean", "sum"}


def _reason(subject: Subject, site: ResolvedCall, told: list[ResolvedCall]) -> str:
    path = site.path
    around = subject.source(path)[slice(*subject.span_around(path, site.call.start))]
    made = torch_name(site.qualified).endswith("Loss")
    if _WEIGHED.search(site.call.arguments):
        return ""  # filler may have no weight
    near = [one for one in told if one.path == path]
    if near and (made or _FLAT.search(_given(subject, site))):
        return f"and {near[0].call.callee[-30:]} in line {near[0].call.first_line} is told to"
    if made:
        return _beside(subject)
    if not _FLAT.search(_given(subject, site)):
        return ""
    found = _FILLER.search(around)
    if found:
        return f"and {found[0].decode()} is filler beside it"
    return _beside(subject)


def _beside(subject: Subject) -> str:
    """The filler of a program whose losses go over every token."""
    sources = [subject.source(path) for path in subject.program.paths]
    if any(_MASKED.search(source) for source in sources):
        return ""
    unlabelled = next(filter(None, map(_UNLABELLED.search, sources)), None)
    if unlabelled:
        return f"and {unlabelled[0].decode()} is filler in the program"
    flat = any(
        use.loss in {Loss.SPARSE, Loss.NEGATIVE_LOG} and _FLAT.search(_given(subject, use.site))
        for use in loss_uses(subject)
    )
    found = next(filter(None, map(_FILLER.search, sources)), None) if flat else None
    return f"and {found[0].decode()} is filler in the program" if found else ""


def _given(subject: Subject, site: ResolvedCall) -> str:
    """The arguments, and what the names among them were given in the same function."""
    texts = [site.call.arguments]
    for argument in subject.arguments(site)[:2]:
        if argument.text.isidentifier():
            start = subject.span_around(site.path, site.call.start)[0]
            items = subject.assignments(site.path, start, site.call.start)
            texts += [item.value for item in items if item.target == argument.text]
    return " ".join(texts)
