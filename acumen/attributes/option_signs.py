"""What options and settings say of data by what they are called: ``--coco_path``, ``CELEBA_ROOT``.

The value is free, but the name tells which data set is wanted there. So does the help of an option
that calls it a data set: ``help="folder of the UCF-101 dataset"``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from acumen.attributes.matching import TermMatcher
from acumen.attributes.signs import WEIGHTS, Sign, SignKind
from acumen.domain.evidence import Evidence
from acumen.domain.facts import Assignment, Call
from acumen.syntax.arguments import literal, split_arguments

if TYPE_CHECKING:
    from acumen.attributes.signals import Signals

_DECLARES: Final = ("add_argument", ".option", "DEFINE_string", "DEFINE_string_list")
_PLACE: Final = re.compile(  # ``coco`` of ``--coco_path``
    r"-{0,2}(?P<data>[A-Za-z][A-Za-z0-9_-]{2,30}?)[_-](?:data_?|dataset_?)?"
    r"(?:root|dir|path|folder|directory|root_dir|data|dataset|base_?path)s?",
    re.IGNORECASE,
)
_NO_DATA: Final = re.compile(  # weights of a network that learned from it, and what is written
    r"(?i)(pretrain|ckpt|checkpoint|weight|model|output|out|save|log|result|cache|eval|test|val|cls)"
)
_OF_DATA: Final = re.compile(r"(?i)\b(?:data ?sets?|corpus|database)\b")
_HELP_WORTH: Final = 0.6
_LONGEST_HELP: Final = 120  # characters; a longer one explains


def option_signs(signals: Signals, terms: TermMatcher) -> Iterator[Sign]:
    """Data sets that options of reached code and settings of the entry are named after."""
    for call, option in signals.read_calls(declared):
        name, told = option or ("", "")
        for term in _named(signals, terms, name):
            yield Sign(term, SignKind.DEFAULT, WEIGHTS[SignKind.DEFAULT], call.lines)
        if _OF_DATA.search(told):
            named = {hit.term for hit in terms.in_prose(told)}
            for term in sorted(named) if len(named) == 1 else ():
                if term not in signals.everyday:
                    yield Sign(term, SignKind.DEFAULT, _HELP_WORTH, call.lines)
    facts = signals.entry_facts
    for found in facts.assignments if facts is not None else ():
        for term in _named(signals, terms, found.target) if _is_text(found) else ():
            where = Evidence(signals.entry, found.line, found.line)
            yield Sign(term, SignKind.DEFAULT, WEIGHTS[SignKind.DEFAULT], where)


def declared(_: str, call: Call) -> tuple[str, str] | None:
    """The longest name and the help of the option that ``call`` declares; None if it does not."""
    if not call.callee.endswith(_DECLARES):
        return None
    given = split_arguments(call.arguments)
    read = [(one.name, literal(one.text).value) for one in given]
    texts = [(name, text) for name, text in read if isinstance(text, str)]
    names = [text for name, text in texts if not name]
    helps = [text for name, text in texts if name == "help"]
    if "DEFINE" in call.callee:
        names, helps = names[:1], names[2:3] + helps
    told = helps[0] if helps and len(helps[0]) <= _LONGEST_HELP else ""
    return max(names, key=len, default=""), told


def _named(signals: Signals, terms: TermMatcher, name: str) -> Iterator[str]:
    place = _PLACE.fullmatch(name)
    if place is None or _NO_DATA.search(name):
        return
    for term in terms.by_string(place["data"]):
        if term not in signals.everyday:
            yield term


def _is_text(found: Assignment) -> bool:
    return found.target.isidentifier() and found.value[:1] in "'\"rf"
