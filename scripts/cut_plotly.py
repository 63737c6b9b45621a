"""Cut plotly.js's strict bundle down to the traces that the app draws. Needs no Node.

    python scripts/cut_plotly.py FULL.js CUT.js scattergl bar

The bundle is a row of modules, each a function under a name of its own that runs when it is first
asked for. Leaving out of the last call, ``register([...])``, the traces that are not drawn leaves
modules that nothing names any more, and those are left out too. A module stays if its name occurs
anywhere in what stays, even as another variable's name, so the cut errs on the side of keeping.

Nearly all that is left runs when the bundle is loaded, and the first line says so: a browser that
knows the hint compiles the file beside the main thread, which then spends a sixth of the time.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

_MODULE: Final = re.compile(r";var ([\w$]+)=X\((?:[\w$]+|\([\w$,]*\))=>\{")
_LATE: Final = re.compile(r"\bvar ([\w$,]+)=nu\(\(\)=>\{")  # a module that other code may run into
_END: Final = "})"  # of a module: its function's body, the call that wraps it
_REGISTER: Final = re.compile(r"\.register\(\[((?:[\w$]+\(\),?)+)\]\);")
_NAME: Final = re.compile(r"[A-Za-z_$][\w$]*")
_KIND: Final = re.compile(r'moduleType:"(?:trace|component)",name:"(\w+)"')
_NEEDS: Final = re.compile(r"[=,]([\w$]+)\(\)")
_HINT: Final = "//# allFunctionsCalledOnLoad\n"  # a comment to browsers that do not know it
_DEPTH: Final = 4  # from a registered module to the one that says which trace it is


class NotThisBundleError(ValueError):
    """The file is not built as this cut expects: another version, or not the bundle."""


def cut(bundle: str, keep: frozenset[str]) -> str:
    """``bundle`` with the traces ``keep`` only; plotly.js's own ``scatter`` is always there.

    Raises:
        NotThisBundleError: the modules or a trace of ``keep`` were not found.
    """
    starts = list(_MODULE.finditer(bundle))
    found = _REGISTER.search(bundle)
    if not starts or found is None:
        raise NotThisBundleError("no modules, or no list of what is registered")
    ends = [start.start() for start in starts[1:]] + [len(bundle)]
    texts = [bundle[start.start() : end] for start, end in zip(starts, ends, strict=True)]
    place = _names(starts, texts)
    kind = {name: _kind(name, texts, place) for name in re.findall(r"([\w$]+)\(\)", found[1])}
    if missing := keep - set(kind.values()):
        raise NotThisBundleError(f"no trace {', '.join(sorted(missing))}")
    registered = ",".join(f"{name}()" for name in kind if kind[name] in keep)
    texts = [text.replace(found[0], f".register([{registered}]);") for text in texts]
    head = bundle[: starts[0].start()]
    alive = _alive(head, texts, place)
    return _HINT + head + "".join(text for number, text in enumerate(texts) if number in alive)


def _names(starts: list[re.Match[str]], texts: list[str]) -> dict[str, int]:
    """Where each name is defined.

    A late module stands behind a plain one, as part of its text. Whoever uses what it exports runs
    it first, by the last of its names.
    """
    place: dict[str, int] = {}
    for number, text in enumerate(texts):
        for late in _LATE.finditer(text):
            place[late[1].rpartition(",")[2]] = number
    return place | {start[1]: number for number, start in enumerate(starts)}


def _alive(head: str, texts: list[str], place: dict[str, int]) -> set[int]:
    """Modules that are named from the start of the file or from what is no plain module."""
    alive = {number for number, text in enumerate(texts) if not text.endswith(_END)}
    waiting = [head, *(texts[number] for number in sorted(alive))]
    while waiting:
        for name in set(_NAME.findall(waiting.pop())):
            number = place.get(name)
            if number is not None and number not in alive:
                alive.add(number)
                waiting.append(texts[number])
    return alive


def _kind(name: str, texts: list[str], place: dict[str, int]) -> str:
    """Which trace a registered module brings; "" if none of those it needs says so."""
    level = [name]
    for _ in range(_DEPTH):
        bodies = [texts[place[one]] for one in level if one in place]
        for body in bodies:
            if said := _KIND.search(body):
                return said[1]
        level = [one for body in bodies for one in _NEEDS.findall(body)]
    return ""


def main() -> int:
    full, target, *keep = sys.argv[1:]
    text = cut(Path(full).read_text(encoding="utf-8"), frozenset(keep))
    Path(target).write_text(text, encoding="utf-8")
    print(f"{target}: {len(text):,} characters", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
