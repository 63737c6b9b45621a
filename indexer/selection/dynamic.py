"""What a module brings in without an import statement.

Folders that it adds to ``sys.path``, modules that it imports by a literal name, files whose text it
runs, and the classes that a configuration has built: ``_target_: models.net.Net``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import dirname, normpath
from typing import Final

from acumen.domain.facts import Import, ModuleFacts
from acumen.syntax.arguments import literal, split_arguments
from indexer.selection.tree import join

_PATH_CALLS: Final = frozenset({"sys.path.append", "sys.path.insert", "site.addsitedir"})
IMPORT_CALLS: Final = frozenset({"importlib.import_module", "import_module", "__import__"})
_RUN_CALLS: Final = frozenset({"runpy.run_path", "run_path", "execfile"})
_SAME: Final = frozenset(  # functions that give a path back in another form
    {"abspath", "realpath", "normpath", "expanduser", "str", "Path", "PurePath", "fspath"}
)
_SAME_METHODS: Final = re.compile(r"\.(resolve|absolute|as_posix|expanduser)\(\)$")
_PARENT: Final = re.compile(r"\.parent$|\.parents\[(\d)\]$")
_CALL: Final = re.compile(r"([\w.]+)\((.*)\)$", re.DOTALL)
_DIVIDED: Final = re.compile(r"(.*\S)\s*/\s*(\"[^\"]*\"|'[^']*')$", re.DOTALL)
_OPENED: Final = re.compile(r"\bopen\(\s*([^,()]{1,200})")
_DEEPEST: Final = 12  # nested calls in one path
MODULE: Final = re.compile(r"[A-Za-z_]\w*(\.\w+)*$")
_BUILT: Final = re.compile(
    r"^[\s-]{0,60}(?:(?:_target_|target|class_path|_class_):[ \t]*|[\w.]{1,80}:[ \t]*)?"
    r"(?:!(?:new|name|apply|module):)?['\"]?([A-Za-z_]\w*(?:\.\w+){1,12})['\"]?[ \t]*(?:#.*)?$"
)
_BUILDS: Final = re.compile(
    r"(?:^|[\s-])(?:_target_|target|class_path|_class_):|!(?:new|name|apply):"
)
_LINES_READ: Final = 2000


def first_roots(path: str, facts: ModuleFacts) -> tuple[str, ...]:
    """Those of ``path_roots`` that come before the module's own folder: put at place 0."""
    found: dict[str, None] = {}
    for call in facts.calls:
        if call.callee == "sys.path.insert":
            arguments = split_arguments(call.arguments)
            if len(arguments) > 1 and arguments[0].text == "0":
                folder = _Paths(path, facts).of(arguments[-1].text, 0)
                if folder is not None:
                    found[folder] = None
    return tuple(reversed(found))  # the last one that is put there comes first


def path_roots(path: str, facts: ModuleFacts) -> tuple[str, ...]:
    """The repository's folders that the module at ``path`` adds to ``sys.path``, in order.

    A relative folder is taken from the module's own, which is where a program mostly is started.
    """
    found: dict[str, None] = {}
    for call in facts.calls:
        if call.callee in _PATH_CALLS:
            arguments = split_arguments(call.arguments)
            if arguments:
                folder = _Paths(path, facts).of(arguments[-1].text, 0)
                if folder is not None:
                    found[folder] = None
    return tuple(found)


def literal_imports(facts: ModuleFacts) -> Iterator[Import]:
    """``importlib.import_module("models.net")`` as the import it stands for."""
    for call in facts.calls:
        if call.callee in IMPORT_CALLS:
            arguments = split_arguments(call.arguments)
            name = literal(arguments[0].text).value if arguments else None
            if isinstance(name, str) and MODULE.match(name):
                yield _imported(name, call.first_line, call.start)


def run_files(path: str, facts: ModuleFacts) -> Iterator[str]:
    """Files whose text the module runs: ``exec(open("configurator.py").read())``."""
    for call in facts.calls:
        text = ""
        if call.callee == "exec":
            opened = _OPENED.search(call.arguments)
            text = opened[1] if opened else ""
        elif call.callee in _RUN_CALLS and (arguments := split_arguments(call.arguments)):
            text = arguments[0].text
        if text and (found := _Paths(path, facts).of(text, 0)):
            yield found


def built_names(texts: Iterable[str]) -> tuple[Import, ...]:
    """What configurations have built, as the imports that would bring it in; ascending."""
    names: set[str] = set()
    for text in texts:
        if not _BUILDS.search(text):
            continue
        for line in text.splitlines()[:_LINES_READ]:
            if _BUILDS.search(line) and (found := _BUILT.match(line)):
                names.add(found[1])
    return tuple(_symbol(name) for name in sorted(names))


def _imported(module: str, line: int, start: int) -> Import:
    return Import(module.partition(".")[0], module, module, 0, line, start)


def _symbol(name: str) -> Import:
    """``models.net.Net`` as ``from models.net import Net``."""
    module, _, last = name.rpartition(".")
    return Import(last, name, module, 0, 1, 0)


class _Paths:
    """Reads path expressions of one module, as if it stood in its own folder."""

    def __init__(self, path: str, facts: ModuleFacts) -> None:
        self._path = path
        self._values = {
            a.target: a.value for a in reversed(facts.assignments) if a.target.isidentifier()
        }

    def of(self, expression: str, depth: int) -> str | None:
        """The path that ``expression`` stands for; None if it is not known or lies outside."""
        text = expression.strip()
        if depth > _DEEPEST or not text:
            return None
        known = literal(text)
        if known.known:
            return self._inside(known.value) if isinstance(known.value, str) else None
        if text == "__file__":
            return self._path
        while found := _SAME_METHODS.search(text):
            text = text[: found.start()]
        if found := _PARENT.search(text):
            base = self.of(text[: found.start()], depth + 1)
            for _ in range(int(found[1] or 0) + 1):
                base = dirname(base) if base else None
            return base
        if text.isidentifier():
            value = self._values.get(text, "")
            return self.of(value, depth + 1)
        if (call := _CALL.match(text)) and _closes_at_end(text):
            return self._called(call[1].rpartition(".")[2], call[2], depth)
        divided = _DIVIDED.match(text)
        return self._joined([divided[1], divided[2]], depth) if divided else None

    def _called(self, name: str, arguments: str, depth: int) -> str | None:
        parts = [argument.text for argument in split_arguments(arguments)]
        if name in {"getcwd", "cwd"} or (name == "Path" and not parts):
            return dirname(self._path)
        if name in _SAME and len(parts) == 1:
            return self.of(parts[0], depth + 1)
        if name == "dirname" and len(parts) == 1:
            base = self.of(parts[0], depth + 1)
            return dirname(base) if base else None
        if name in {"join", "Path", "joinpath"} and parts:
            return self._joined(parts, depth)
        return None

    def _joined(self, parts: list[str], depth: int) -> str | None:
        base = self.of(parts[0], depth + 1)
        pieces = [literal(part).value for part in parts[1:]]
        if base is None or not all(isinstance(piece, str) for piece in pieces):
            return None
        return _normal(join(base, *map(str, pieces)))

    def _inside(self, text: str) -> str | None:
        if text.startswith(("/", "~")) or ":" in text:
            return None
        return _normal(join(dirname(self._path), text))


def _normal(path: str) -> str | None:
    """``path`` without ``.`` and ``..``; None if it leaves the repository."""
    found = normpath(path)
    if found == ".":
        return ""
    return None if found.startswith(("..", "/")) else found


def _closes_at_end(text: str) -> bool:
    """Whether the first parenthesis of ``text`` is closed by its last character."""
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if character == ")" and depth == 0:
            return place == len(text) - 1
    return False
