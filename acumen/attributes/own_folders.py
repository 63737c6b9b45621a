"""Where a program is told by hand which folder of pictures to read: data of the user's own.

An option such as ``--data_dir`` without a default, or with one that says no more than
``./data/train``, names no data set. In a program that opens picture files it says that everybody
brings their own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from acumen.attributes.literals import plain_text
from acumen.domain.evidence import Evidence
from acumen.domain.facts import Assignment, Call
from acumen.syntax.arguments import split_arguments

if TYPE_CHECKING:
    from acumen.attributes.signals import Signals

_OPENS: Final = re.compile(
    r"(?:\w+\.)*(?:Image\.open|imread|decode_(?:image|jpeg|png)|read_image|load_img|pil_loader"
    r"|default_loader|flow_from_directory|imdecode|from_slices_of_files)"
)
_DECLARES: Final = ("add_argument", ".option", ".argument", "DEFINE_string", "DEFINE_string_list")
_LABEL: Final = re.compile(  # of an option or a variable that says where the data lie
    r"(?i)-{0,2}(?:(?:train|training|data_?sets?|data|images?|imgs?|pictures?|photos?|input|source|src"
    r"|content|real|base|root)[-_]?){0,3}"
    r"(?:(?:data|images?|imgs?|train|training|dataset)[-_]?(?:dir|path|root|folder|directory|name)?"
    r"|(?:data|train|image)s?[-_]?(?:dir|path|root|folder|directory))"
)
_DEFAULT: Final = re.compile(r"\bdefault\s*=\s*(?:[rR]?['\"]([^'\"\n]*)['\"]|(\w+))")
_TEXT: Final = re.compile(r"^[rRuU]?(['\"])(.*)\1$", re.DOTALL)
_WHOSE: Final = re.compile(
    r"(?i)^(?:[a-z]:)?[/\\\\]+(?:home|users)[/\\\\]+[^/\\\\]+"
)  # someone's machine
_PIECES: Final = re.compile(r"[A-Za-z]+")
_SAYS_NOTHING: Final = frozenset(
    {"data", "dataset", "datasets", "train", "training", "test", "val", "valid", "images", "image"}
    | {"img", "imgs", "input", "inputs", "path", "to", "your", "my", "the", "home", "user", "dir"}
    | {"folder", "root", "raw", "files", "file", "mnt", "tmp", "opt", "content", "drive", "none"}
    | {"users", "personal", "documents", "projects", "desktop", "downloads", "c", "d", "workspace"}
    | {"pictures", "photos", "processed", "here", "directory", "some", "example", "examples", "in"}
)
_SAYS_DIRECTORY: Final = re.compile(r"(?i)\b(?:dir\w*|folder|path)\b|dataset")


def own_folder(signals: Signals) -> Evidence | None:
    """Where the folder of pictures is named; None if there is none, or if no pictures are read."""
    if signals.first_call(opens_pictures) is None:
        return None
    for call, _ in signals.read_calls(asks_for_folder):
        return call.lines
    for path in signals.paths:
        for found in signals.reading(path).facts.assignments:
            if _names_folder(found) and signals.reach.holds(path, found.start):
                return Evidence(path, found.line, found.line)
    return None


def opens_pictures(_: str, call: Call) -> bool:
    """Whether a call reads a picture from a file."""
    return _OPENS.fullmatch(call.callee) is not None


def asks_for_folder(_: str, call: Call) -> bool:
    """Whether a call declares an option that says where the data are, and nothing about them."""
    if not call.callee.endswith(_DECLARES):
        return False
    given = split_arguments(call.arguments)
    texts = [_TEXT.sub(r"\2", one.text) for one in given if one.name in {"", "dest"}]
    names = [text for text in texts if _LABEL.fullmatch(text)]
    if not names:
        return False
    if call.callee.endswith("DEFINE_string"):
        return len(texts) > 1 and _says_nothing(texts[1])
    default = _DEFAULT.search(call.arguments)
    if default is None:
        return _SAYS_DIRECTORY.search(call.arguments) is not None
    return _says_nothing(default[1] or default[2] or "")


def _names_folder(found: Assignment) -> bool:
    name = found.target.rpartition(".")[2]
    text = plain_text(found)
    folder = "/" in text or "\\" in text
    return bool(folder and _LABEL.fullmatch(name) and "_" in name and _says_nothing(text))


def _says_nothing(text: str) -> bool:
    """Whether a path names no data set."""
    pieces = {piece.lower() for piece in _PIECES.findall(_WHOSE.sub("", text))}
    return pieces <= _SAYS_NOTHING and not text.startswith("http")
