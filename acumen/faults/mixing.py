"""Whether data was mixed, parted at random or drawn before a loader goes over it.

What a function shuffles, draws or parts at random is marked, and with it what is made of that: by
names, in the order of the text. Attributes of a class count in all of its methods. Conditions count
as if they held.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import Assignment, Definition, DefinitionKind
from acumen.faults.classes import method_of
from acumen.faults.expressions import outer_call
from acumen.faults.origins import class_of, defined_by, origins
from acumen.faults.subject import Subject
from acumen.syntax.arguments import split_top_level
from acumen.syntax.program import ResolvedCall

_NAMES = re.compile(r"(?<![\w.'\"])(?:self\.)?[^\W\d]\w*")
_MIXES = re.compile(
    r"random_?\w*(?:split|partition|subset)\(|(?<!\w)(?:randperm|permutation|shuffled?)\("
    r"|random\.sample\(|\.sample\([^()]*frac\s*=",
    re.IGNORECASE,
)
_DRAWS = re.compile(r"(?:^|[.\s(=])(?:sample|generate|simulate|synthesi[sz]e)_\w+\(")
_IN_PLACE = re.compile(r"(?:random|np|numpy|rng|rs|gen)\.shuffle$|(?:^|\.)shuffle_?$")
_TELLERS = frozenset(
    {"args", "cfg", "opt", "config", "self", "np", "torch", "random", "len", "range"}
)


def is_mixed(subject: Subject, site: ResolvedCall, data: str) -> bool:
    """Whether what a loader is given has no order of its own, as far as the program says."""
    path, start = site.path, site.call.start
    if _touches(subject, path, data, start):
        return True
    for one in origins(subject, path, data, start):
        if mixes(one.text) or _touches(subject, one.path, one.text, one.at):
            return True
    return any(_mixes_itself(subject, *one) for one in class_of(subject, path, data, start) or ())


def mixes(value: str) -> bool:
    """Whether an expression mixes data, draws it or parts it at random."""
    if "train_test_split(" in value:  # shuffles if it is not told otherwise
        return re.search(r"shuffle\s*=\s*False|\.train_test_split\(", value) is None
    return _MIXES.search(value) is not None or _DRAWS.search(value) is not None


def _touches(subject: Subject, path: str, text: str, at: int) -> bool:
    names = set(_NAMES.findall(text)) - _TELLERS
    if not names.isdisjoint(_marked(subject, path, *subject.span_around(path, at))):
        return True
    kept = {name for name in names if name.startswith("self.")}
    return bool(kept) and not kept.isdisjoint(_kept(subject, path))


def _kept(subject: Subject, path: str) -> frozenset[str]:
    """Attributes of the classes of a file that some method fills with mixed data."""
    return subject.once(
        f"mixed-attributes {path}",
        lambda: (
            frozenset(
                name
                for one in subject.program.modules[path].definitions
                if one.kind is DefinitionKind.FUNCTION and "." in one.name
                for name in _marked(subject, path, one.start, one.end)
                if name.startswith("self.")
            ),
        ),
    )[0]


def _marked(subject: Subject, path: str, start: int, end: int) -> frozenset[str]:
    """Names that hold mixed data in one function, or in the module."""
    return subject.once(
        f"mixed {path} {start}", lambda: (frozenset(_mark(subject, path, (start, end))),)
    )[0]


def _mark(subject: Subject, path: str, span: tuple[int, int]) -> set[str]:
    marked = set(_shuffled(subject, path, span))
    for item in subject.assignments(path, *span):
        if subject.span_around(path, item.start) != span:
            continue
        value = item.value.strip()
        used = set(_NAMES.findall(value)) - _TELLERS
        if mixes(value) or not used.isdisjoint(marked) or _helper_mixes(subject, path, item):
            targets = split_top_level(item.target.partition(":")[0].strip("()[] "))
            marked.update(target.strip() for target in targets)
    return marked


def _shuffled(subject: Subject, path: str, span: tuple[int, int]) -> Iterator[str]:
    """What is shuffled where it is: ``random.shuffle(files)``."""
    for site in subject.calls(path, *span):
        given = site.call.arguments.strip()
        if _IN_PLACE.search(site.call.callee) and _NAMES.fullmatch(given):
            yield given


def _helper_mixes(subject: Subject, path: str, item: Assignment) -> bool:
    """Whether a function of the program that is called for the value mixes what it gives."""
    call = outer_call(item.value.strip())
    if call is None:
        return False
    defined = defined_by(subject, path, call.callee, item.start)
    owner = subject.class_around(path, item.start)
    if defined is None and call.receiver == "self" and owner is not None:
        defined = method_of(subject, path, owner, call.method)
    if defined is None or defined[1].kind is not DefinitionKind.FUNCTION:
        return False
    where, function = defined
    body = subject.source(where)[function.start : function.end].decode("utf-8", "replace")
    return any(mixes(line) for line in body.split("\n")[1:] if not line.lstrip().startswith("#"))


def _mixes_itself(subject: Subject, path: str, owner: Definition) -> bool:
    """Whether a data set of the program shuffles its list where it is made."""
    made = subject.method(path, owner, "__init__")
    return made is not None and any(
        _IN_PLACE.search(site.call.callee) for site in subject.calls(path, made.start, made.end)
    )
