"""Weights go back to the device they were saved from, though the program chooses its device itself.

``torch.load`` without ``map_location`` wants the GPU that the file names: a checkpoint of another
machine fails where there is no such GPU, and every process of a distributed training loads onto the
same one. Where the program wrote the file itself this shows only when it moves.

Bad:

    import torch
    def resume(model, path, device):
        model.to(device)
        checkpoint = torch.load(path)
        model.load_state_dict(checkpoint["model"])

Good:

    import torch
    def resume(model, path, device):
        model.to(device)
        checkpoint = torch.load(path, map_location=device)
        model.load_state_dict(checkpoint["model"])

Speaks where what is loaded becomes the state of something, and the program asks for its device, is
told of it, or names a place where it loads another file. Blind to files that were saved on a CPU.

Sources: the documentation of torch.load.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, Outcome, RuleKind
from acumen.faults.classes import parameters_of
from acumen.faults.flow import keeper, names_in
from acumen.faults.needing import needs_gpu, with_gpu_only
from acumen.faults.rule import Rule, at
from acumen.faults.rules.gpu import load_without_map
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU414",
    name="load-follows-the-file",
    kind=RuleKind.SMELL,
    leaves=("gpu.wrong_ref", "training.proc.checkpoint"),
    frameworks=("torch",),
    confidence=Confidence.MEDIUM,
    fix="Give torch.load a map_location.",
)

_OPTION = re.compile(r"\b(?:args?|opts?|options|flags|FLAGS|config|cfg|params|hparams)\b[.\[]")
_RESUMES = re.compile(r"_?(?:load|resume|restore)(?!.*best)", re.IGNORECASE)
_LITERAL = re.compile(r"['\"]([^'\"]{5,})['\"]")
_TOLD = re.compile(r"(?:device\s*=\s*)?(?:[\w.]+\.)?(?:device|DEVICE|dev)\s*(?:,|$)")


def check(subject: Subject) -> Iterator[Finding]:
    loads = list(subject.qualified("torch.load"))
    placed = [site for site in loads if subject.argument(site, "map_location", 1)]
    chooses = bool(placed) or _chooses(subject)
    said = set()
    faults = {
        finding.evidence[0]
        for finding in load_without_map.check(subject)
        if finding.outcome is Outcome.PRESENT
    }
    for site in loads:
        if site in placed:
            yield RULE.absent("map_location is given", at(site))
        elif subject.is_open(site) or not _becomes_state(subject, site):
            yield RULE.unknown("it is not seen that weights are loaded here", at(site))
        elif _is_written_in_this_run(subject, site):
            yield RULE.unknown("the same run writes the file", at(site))
        elif with_gpu_only(subject, site):
            yield RULE.absent("it runs only where there is a GPU", at(site))
        elif not chooses or (needs_gpu(subject, site.path) and not placed):
            yield RULE.unknown("the program may be meant for one GPU", at(site))
        elif at(site) in faults:
            said.add((site.path, subject.span_around(site.path, site.call.start)))
        elif (place := (site.path, subject.span_around(site.path, site.call.start))) not in said:
            said.add(place)
            name = " ".join(site.call.arguments.split())[:50]
            message = f"torch.load({name}) goes where the file was saved, and the device is chosen"
            yield RULE.present(message, at(site))


def _chooses(subject: Subject) -> bool:
    """Whether the program asks whether there is a GPU, or is told of its device."""
    if any(site.call.callee.endswith("is_available") for site in subject.named("is_available")):
        return True
    return any(_TOLD.match(site.call.arguments.strip()) for site in subject.methods("to"))


def _is_written_in_this_run(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the file is saved under the same words, and no option or caller names it.

    A function that is called load or resume, and saves nothing, is there for files of other runs.
    """
    words = _words(subject.argument(site, "f", 0))
    function = subject.function_around(site.path, site.call.start)
    if _OPTION.search(words):
        return False
    written = list(subject.qualified("torch.save"))
    if function is not None and (
        words in parameters_of(function) or _RESUMES.match(function.name.rpartition(".")[2])
    ):
        span = (function.start, function.end)
        if not any(o.path == site.path and span[0] <= o.call.start < span[1] for o in written):
            return False
    saves = [_words(subject.argument(one, "f", 1)) for one in written]
    return words in saves or any(
        piece in saved for piece in _LITERAL.findall(words) for saved in saves
    )


def _words(text: str) -> str:
    return "".join(text.split())


def _becomes_state(subject: Subject, site: ResolvedCall) -> bool:
    """Whether a part of what is loaded is given to load_state_dict in the same function."""
    span = subject.span_around(site.path, site.call.start)
    kept = keeper(subject, site)
    names = set(re.findall(r"[^\W\d]\w*", kept.target)) if kept is not None else set()
    for item in subject.assignments(site.path, site.call.end, span[1]):
        if not names.isdisjoint(names_in(item.value)):
            names |= set(re.findall(r"^[^\W\d]\w*", item.target))
    for other in subject.methods("load_state_dict"):
        if other.path != site.path or not span[0] <= other.call.start < span[1]:
            continue
        if other.call.start < site.call.start < other.call.end:
            return True
        if other.call.start > site.call.start and not names.isdisjoint(
            names_in(other.call.arguments)
        ):
            return True
    return False
