"""The program uses what PyTorch or torchvision advise against.

It still runs, with a warning, and stops running with some later version. Where a default is about
to change, results may change with it.

Bad:

    import torch
    with torch.cuda.amp.autocast():
        loss = criterion(model(x), y)

Good:

    import torch
    with torch.amp.autocast("cuda"):
        loss = criterion(model(x), y)

Also ``torch.load`` without ``weights_only`` and checkpointing without ``use_reentrant``, whose
defaults changed or will. Blind to arguments that are unpacked and to methods of tensors.

Sources: the documentation and release notes of PyTorch and torchvision.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.removals.findings import removed_uses
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU520",
    name="deprecated-torch-api",
    kind=RuleKind.SMELL,
    leaves=("api.deprecated",),
    frameworks=("torch", "torchvision", "functorch"),
    confidence=Confidence.HIGH,
    fix="Use the named replacement; it exists in every supported version.",
)

_SAYING = {  # callee: the argument that should be given, and its position
    "torch.load": ("weights_only", -1),
    "torch.utils.checkpoint.checkpoint": ("use_reentrant", -1),
    "torch.utils.checkpoint.checkpoint_sequential": ("use_reentrant", -1),
}


def check(subject: Subject) -> Iterator[Finding]:
    yield from removed_uses(RULE, subject, "torch_deprecated", state="deprecated")
    for site in subject.qualified_in("torchvision.models"):
        given = subject.arguments(site)
        if given and not given[0].name and given[0].text in {"True", "False"}:
            message = f"{site.call.callee}({given[0].text}): the place of pretrained, now weights="
            yield RULE.present(message, at(site))
    for site in subject.qualified(*_SAYING):
        name, position = _SAYING[site.qualified]
        if subject.is_open(site):
            yield RULE.unknown(f"{site.call.callee} gets its arguments unpacked", at(site))
        elif subject.argument(site, name, position):
            yield RULE.absent(f"{name} is given", at(site))
        else:
            yield RULE.present(f"{site.call.callee}() without {name}", at(site))
