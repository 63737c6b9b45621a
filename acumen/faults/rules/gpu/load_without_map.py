"""Weights are loaded onto the device they were saved from, wherever the program runs.

``torch.load`` puts every tensor back on the GPU it came from. A program that can run on a CPU
then fails at this line on a machine without that GPU.

Bad:

    import torch
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model.load_state_dict(torch.load("weights.pt"))

Good:

    import torch
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model.load_state_dict(torch.load("weights.pt", map_location=device))

The rule speaks only where the program says itself that it may run without a GPU, and where what is
loaded becomes the state of a model or optimiser. A file that the program may have saved itself is
left open, and so is one that comes from the net or is named by a caller outside the program. Blind
to files that were saved on a CPU.

Sources: the documentation of torch.load.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from acumen.domain.facts import ClauseKind
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.expressions import outer_call
from acumen.faults.needing import gpu_is_needed, may_use_cpu, needs_gpu, with_gpu_only
from acumen.faults.origins import Kind, origins
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU409",
    name="load-without-map",
    kind=RuleKind.FAULT,
    leaves=("gpu.wrong_ref", "training.proc.checkpoint"),
    frameworks=("torch",),
    confidence=Confidence.HIGH,
    fix="Give torch.load a map_location.",
)


_FETCHES = re.compile(
    r"(?:^|[._])(?:hf_hub_download|cached_download|cached_path|snapshot_download|urlretrieve|wget"
    r"|\w*download\w*|gdown)(?:\.\w+)?\(",
    re.IGNORECASE,
)
_OPTION = re.compile(r"\b(?:args?|opts?|options|flags|FLAGS|config|cfg|params|hparams)\b[.\[]")
_EXISTS = re.compile(r"\b(?:exists|isfile|is_file)\(")
_SAVER = re.compile(r"(?:Checkpoint(?:er|ing)?|Saver|EarlyStopping|save_\w*)$")
_PUBLISHED = re.compile(rb"-[0-9a-f]{8}\.(?:pth|pt)\b")
_WEIGHTS = re.compile(r"weight|pretrain|imagenet", re.IGNORECASE)
_MOVES = re.compile(r"\.(?:to|cuda)\(|load|device")
_STATE_OF = re.compile(r"((?:self\.)?[^\W\d]\w*)(?:\.module)?(?:\.state_dict\(\))?$")
_STRING = re.compile(r"'([^'\n]{4,})'|\"([^\"\n]{4,})\"")


def check(subject: Subject) -> Iterator[Finding]:
    available = may_use_cpu(subject)
    for site in subject.qualified("torch.load"):
        if subject.argument(site, "map_location", 1):
            yield RULE.absent("map_location is given", at(site))
        elif subject.is_open(site):
            yield RULE.unknown("arguments are unpacked into torch.load", at(site))
        elif _is_caught(subject, site):
            yield RULE.absent("what fails is loaded with map_location", at(site))
        elif _is_replaced(subject):
            yield RULE.unknown("the program puts a function of its own for torch.load", at(site))
        elif not _is_state(subject, site):
            yield RULE.unknown("it is not seen that weights are loaded here", at(site))
        elif _is_published(subject, site) or _is_fetched(subject, site):
            yield RULE.unknown("published weights are saved from a CPU", at(site))
        elif _is_never_given(subject, site):
            yield RULE.unknown("nobody is seen to say which file is loaded here", at(site))
        elif _written_here(subject, site):
            yield RULE.unknown("the program writes the file itself", at(site))
        elif with_gpu_only(subject, site) or gpu_is_needed(subject, site.path, site.call.start):
            yield RULE.absent("it runs only where there is a GPU", at(site))
        elif _saved_from_cpu(subject):
            yield RULE.unknown("what the program saves, it saves from the CPU", at(site))
        elif not available or needs_gpu(subject, site.path):
            yield RULE.unknown("the program may be meant for a GPU alone", at(site))
        else:
            name = site.call.arguments.strip()[:50]
            message = f"torch.load({name}) without map_location in a program that may use a CPU"
            yield RULE.present(message, at(site))


def _is_caught(subject: Subject, site: ResolvedCall) -> bool:
    """Whether a load that fails is tried again with map_location: ``except RuntimeError:``."""
    facts = subject.program.modules[site.path]
    for other in subject.qualified("torch.load"):
        if other.path != site.path or not subject.argument(other, "map_location", 1):
            continue
        for clause in facts.clauses:
            inside = clause.start <= other.call.start < clause.end
            if clause.kind is ClauseKind.EXCEPT and inside:
                return clause.owner <= site.call.start < clause.start
    return False


def _is_replaced(subject: Subject) -> bool:
    return any(
        item.target.strip() == "torch.load"
        for path in subject.program.paths
        for item in subject.assignments(path)
    )


def _is_fetched(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the file comes from the net: who published it says where it was saved."""
    text = subject.argument(site, "f", 0)
    begun = [one.text for one in origins(subject, site.path, text, site.call.start)]
    if any(_FETCHES.search(one) for one in (text, *begun)):
        return True
    value = subject.constants.value(site.path, text, at=site.call.start).value
    name = value.rpartition("/")[2] if isinstance(value, str) else ""
    return bool(name) and any(
        name in other.call.arguments
        for other in subject.program.calls()
        if _FETCHES.search(f"{other.call.callee}(")
    )


def _is_published(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the file has the name of published weights: ``efficientnet-b7-dcc49843.pth``."""
    text = subject.argument(site, "f", 0)
    value = subject.constants.value(site.path, text, at=site.call.start)
    if value.known:
        return isinstance(value.value, str) and _PUBLISHED.search(value.value.encode()) is not None
    found = _PUBLISHED.search(subject.source(site.path))
    return found is not None and (
        _WEIGHTS.search(text) is not None or _PUBLISHED.search(text.encode()) is not None
    )


def _saved_from_cpu(subject: Subject) -> bool:
    """Whether each saving of the program brings to the CPU first what it saves."""
    saves = list(subject.qualified("torch.save"))
    return bool(saves) and all(_is_from_cpu(subject, saved) for saved in saves)


def _is_from_cpu(subject: Subject, saved: ResolvedCall) -> bool:
    if ".cpu()" in saved.call.arguments:
        return True
    found = _STATE_OF.match(subject.argument(saved, "obj", 0))
    if found is None:
        return False
    start = subject.span_around(saved.path, saved.call.start)[0]
    made = subject.constants.reaching(saved.path, found[1], at=saved.call.start)
    here = made is not None and made.start >= start and outer_call(made.value.strip()) is not None
    last = "cpu" if made is not None and here and not _MOVES.search(made.value) else ""
    for site in subject.calls(saved.path, start, saved.call.start):
        receiver, _, method = site.call.callee.rpartition(".")
        if receiver == found[1] and method in {"cpu", "cuda", "to"}:
            last = method if method != "to" or "cpu" not in site.call.arguments else "cpu"
        elif found[1] in {argument.text for argument in subject.arguments(site)}:
            last = ""  # what is done with it there is not seen
    return last == "cpu"


def _written_here(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the program may write the file itself, so that both run on one device.

    What comes from an option may be any file; so may a literal that the program never saves to.
    """
    text = subject.argument(site, "f", 0)
    saves = list(subject.qualified("torch.save"))
    begun = [one.text for one in origins(subject, site.path, text, site.call.start)]
    if any(_are_one(loaded, _saved_as(subject, s)) for loaded in (text, *begun) for s in saves):
        return True
    if _OPTION.match(text) or (begun and all(_OPTION.match(one) for one in begun)):
        return False
    if any(
        _SAVER.search(s.call.callee) and _pieces(text) & _pieces(s.call.arguments)
        for s in subject.program.calls()
    ):
        return True
    if not saves:
        return _is_handed_over(subject, text)
    pieces = _pieces(text)
    loaded = subject.constants.value(site.path, text, at=site.call.start)
    if not loaded.known and not _OPTION.search(text):
        return True
    if loaded.known and any(
        _EXISTS.search(block.header) for block in subject.conditions(site.path, site.call.start)
    ):
        return True  # it goes on where an earlier run has left off, if there was one
    for saved in saves:
        given = subject.argument(saved, "f", 1)
        if not pieces.isdisjoint(_pieces(given)):
            return True
        value = subject.constants.value(saved.path, given, at=saved.call.start)
        if loaded.known and (not value.known or value.value == loaded.value):
            return True
    return False


def _is_never_given(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the path is a parameter of a function that the program does not call."""
    text = subject.argument(site, "f", 0)
    begun = origins(subject, site.path, text, site.call.start)
    return bool(begun) and all(one.kind is Kind.PARAMETER for one in begun)


def _are_one(loaded: str, saved: Sequence[str]) -> bool:
    """Whether two paths are written the same or have a piece in common."""
    path = "".join(loaded.split())
    return any("".join(one.split()) == path or _pieces(loaded) & _pieces(one) for one in saved)


def _saved_as(subject: Subject, saved: ResolvedCall) -> tuple[str, ...]:
    """Where something is saved, and what stands behind the name of the file."""
    given = subject.argument(saved, "f", 1)
    item = (
        subject.constants.reaching(saved.path, given, at=saved.call.start)
        if given.isidentifier()
        else None
    )
    return (given,) if item is None else (given, item.value)


def _pieces(text: str) -> frozenset[str]:
    """The strings that a path is put together from."""
    return frozenset(one or other for one, other in _STRING.findall(text))


def _is_handed_over(subject: Subject, text: str) -> bool:
    """Whether a function of the program is given the very path, and may save there."""
    return any(
        argument.text == text
        for site in subject.program.calls()
        if not site.qualified.startswith(("torch.", "os.", "open", "pathlib."))
        for argument in subject.arguments(site)
        if argument.name or len(text) > 2
    )


def _entry(subject: Subject, path: str, name: str, at: int) -> str | None:
    """The checkpoint that a state is an entry of: ``state = checkpoint["model"]``."""
    item = subject.constants.reaching(path, name, at=at)
    found = re.match(r"([^\W\d]\w*)\[['\"]\w+['\"]\]$", item.value.strip()) if item else None
    return found[1] if found else None


def _is_state(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the result goes into load_state_dict, at once or through a name."""
    start = site.call.start
    for loading in subject.methods("load_state_dict"):
        if loading.path != site.path:
            continue
        if loading.call.start < start < loading.call.end:
            return True
        name = loading.call.arguments.partition("[")[0].partition(".")[0].partition(",")[0].strip()
        if not name.isidentifier() or loading.call.start < start:
            continue
        if (entry := _entry(subject, site.path, name, loading.call.start)) is not None:
            name = entry
        assigned = subject.constants.reaching(site.path, name, at=loading.call.start)
        every = subject.constants.assigned(site.path, name, at=loading.call.start)
        if assigned is None and len(every) == 1:
            assigned = every[0]
        if assigned is not None and assigned.start <= start < assigned.end:
            return True
    return False
