"""Uses of symbols, keywords, methods and hooks that a framework no longer has."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from acumen.domain.evidence import Evidence
from acumen.domain.facts import BlockKind, ClauseKind
from acumen.faults.keras import keras_name
from acumen.faults.rule import at
from acumen.faults.subject import Subject, argument_of
from acumen.syntax.globs import fits
from acumen.syntax.modules import Module

_TRIED = re.compile(r"ImportError|ModuleNotFound|AttributeError|TypeError|^all$|\bException")
_VERSION = re.compile(r"version|hasattr\(|LEGACY|TF_?2|PY3", re.IGNORECASE)
_OF_VERSION = re.compile(r"__version__|version_info|\bVERSION\b|python_version\(|\bversion\(")


@dataclass(frozen=True, slots=True)
class Removal:
    """One thing that is gone. Exactly one of the first five is not empty."""

    symbol: str  # qualified glob: "tensorflow.contrib.*"; "keras:layers.Merge" of any spelling
    attribute: str  # qualified name that is used without a call: "numpy.float"
    method: str  # of an object whose type need not be known; ``roots`` must be imported there
    keyword: str  # of calls that match ``of``
    hook: str  # method that a class derived from ``of`` defines
    of: str
    roots: tuple[str, ...]  # import roots; for methods
    gone: str  # "TensorFlow 2.0"
    instead: str


@dataclass(frozen=True, slots=True)
class Use:
    """The uses of a removal in one file."""

    removal: Removal
    shown: str
    times: int
    places: tuple[Evidence, ...]  # ascending, each line once


@cache
def load_removals(name: str) -> tuple[Removal, ...]:
    """The table ``tables/<name>.toml``."""
    text = files(__package__).joinpath("tables", f"{name}.toml").read_text(encoding="utf-8")
    return tuple(_removal(row) for row in tomllib.loads(text)["removed"])


def _removal(row: Mapping[str, object]) -> Removal:
    roots = row.get("roots", ())
    return Removal(
        symbol=str(row.get("symbol", "")),
        attribute=str(row.get("attribute", "")),
        method=str(row.get("method", "")),
        keyword=str(row.get("keyword", "")),
        hook=str(row.get("hook", "")),
        of=str(row.get("of", "")),
        roots=tuple(map(str, roots)) if isinstance(roots, (list, tuple)) else (),
        gone=str(row["gone"]),
        instead=str(row["instead"]),
    )


def uses(subject: Subject, name: str) -> Iterator[Use]:
    """Uses of everything in the table ``name``, once for each file and symbol."""
    for path in subject.about:
        module, source = subject.program.module(path), subject.source(path)
        yield from module.once_under(
            f"removals in {name}{' and the text' if source else ''}",
            lambda module=module, source=source: _uses(module, source, name),  # type: ignore[misc]
        )


def _uses(module: Module, source: bytes, name: str) -> tuple[Use, ...]:
    """The uses in one module: nothing else of a program has a say in them."""
    used = tuple(_all(module, name))
    if not used:
        return ()
    found: dict[Removal, list[tuple[str, Evidence]]] = {}
    guarded = set()
    imported = {item.bound for item in module.facts.imports}
    put_back = {  # ``np.float = float``
        item.target.strip()
        for item in module.facts.assignments
        if item.target.partition(".")[0] in imported
    }
    for removal, shown, evidence in used:
        if shown in put_back or _for_a_version(module, source, evidence):
            guarded.add(removal)  # what it gives is used further down
        found.setdefault(removal, []).append((shown, evidence))
    made = []
    for removal, places in found.items():
        if removal not in guarded:
            shown, first = min(places, key=lambda place: place[1].first_line)
            lines = sorted({place for _, place in places})
            rest = (place for place in lines if place != first)
            made.append(Use(removal, shown, len(places), (first, *rest)))
    return tuple(made)


def _for_a_version(module: Module, source: bytes, place: Evidence) -> bool:
    """Whether the use is one of two ways: by a version, by what a module has, or by trying."""
    facts = module.facts
    if any(
        block.first_line <= place.first_line <= block.last_line and _asks(module, block.header)
        for block in facts.blocks
        if block.kind is BlockKind.IF
    ):
        return True
    return any(
        source.count(b"\n", 0, clause.owner) < place.first_line
        and place.first_line <= source.count(b"\n", 0, clause.end) + 1
        for clause in facts.clauses
        if clause.kind is ClauseKind.EXCEPT and source and _TRIED.search(clause.header or "all")
    )


def _asks(module: Module, header: str) -> bool:
    """Whether a condition asks for a version, or for a name that was made of one."""
    if _VERSION.search(header):
        return True
    return any(
        _OF_VERSION.search(item.value) and re.search(rf"\b{re.escape(item.target)}\b", header)
        for item in module.facts.assignments
        if item.target.isidentifier()
    )


def _all(module: Module, name: str) -> Iterator[tuple[Removal, str, Evidence]]:
    removals = load_removals(name)
    symbols = _symbols_of(name)
    if any(symbols.of(name) for name in module.calls_by_qualified):
        for site in module.calls:
            for removal in symbols.of(site.qualified):
                yield removal, site.call.callee, at(site)
    for item in module.facts.imports:
        if item.level == 0 and item.bound != "*":
            for removal in symbols.of(item.qualified):
                yield removal, item.qualified, Evidence(module.path, item.line, item.line)
    for removal in removals:
        if removal.method:
            for site in module.calls_by_name.get(removal.method, ()):
                if (
                    "." in site.call.callee
                    and not module.roots.isdisjoint(removal.roots)
                    and not _is_own(site.qualified)
                ):
                    yield removal, f".{removal.method}", at(site)
        elif removal.hook:
            for owner in module.classes_of(*removal.of.split()):
                method = module.method(owner, removal.hook)
                if method is not None:
                    place = Evidence(module.path, method.first_line, method.first_line)
                    yield removal, f"{owner.name}.{removal.hook}", place
    yield from _keywords(module, [r for r in removals if r.keyword])
    yield from _attributes(module, [r for r in removals if r.attribute])


def _is_own(qualified: str) -> bool:
    return qualified.startswith(".")


_MOST_KNOWN = 65536


@cache
def _symbols_of(name: str) -> _Symbols:
    return _Symbols(load_removals(name))


class _Symbols:
    """Qualified names to the removals they match; names are looked up once."""

    def __init__(self, removals: tuple[Removal, ...]) -> None:
        self._plain = [r for r in removals if r.symbol and not r.symbol.startswith("keras:")]
        self._keras = [r for r in removals if r.symbol.startswith("keras:")]
        self._known: dict[str, list[Removal]] = {}
        self._by_root = {
            root: [r for r in self._plain if r.symbol.partition(".")[0] == root]
            for root in dict.fromkeys(r.symbol.partition(".")[0] for r in self._plain)
        }

    def of(self, qualified: str) -> list[Removal]:
        if not qualified or qualified.startswith("."):
            return []
        if qualified not in self._known:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            same = self._by_root.get(qualified.partition(".")[0], ())  # no glob begins with "*"
            found = [r for r in same if _matches(qualified, r.symbol)]
            private = qualified.startswith("tensorflow.python.")  # still shipped, as it was
            if (name := keras_name(qualified)) and not found and not private:
                found = [r for r in self._keras if _matches(name, r.symbol[len("keras:") :])]
            self._known[qualified] = found[:1]
        return self._known[qualified]


def _matches(name: str, glob: str) -> bool:
    if "*" in glob:
        return fits(name, glob)
    return name == glob or name.startswith(f"{glob}.")


def _keywords(module: Module, removals: list[Removal]) -> Iterator[tuple[Removal, str, Evidence]]:
    named: dict[str, list[str]] = {}
    several = tuple(dict.fromkeys(removal.of for removal in removals))
    known = _calls_known(several)
    for name in module.calls_by_qualified:
        if name not in known:
            if len(known) > _MOST_KNOWN:
                known.clear()
            known[name] = tuple(globs for globs in several if _is_of(name, globs))
        for globs in known[name]:
            named.setdefault(globs, []).append(name)
    for removal in removals:
        for name in named.get(removal.of, ()):
            for site in module.calls_by_qualified[name]:
                if removal.keyword in site.call.arguments and argument_of(site, removal.keyword):
                    yield removal, f"{removal.keyword}=", at(site)


@lru_cache(maxsize=64)
def _calls_known(several: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Those of the globs of removals that a qualified name matches, by name, as far as asked."""
    del several
    return {}


def _is_of(name: str, globs: str) -> bool:
    """Whether a qualified name matches one of the globs of a removal."""
    if name.startswith("tensorflow.compat.v1."):
        return False  # where everything of TensorFlow 1 still is
    for is_keras, head, glob in _taken_apart(globs):
        if is_keras:
            if fits(keras_name(name), glob):
                return True
        elif name.startswith(head) and fits(name, glob):
            return True
    return False


@lru_cache(maxsize=1024)
def _taken_apart(globs: str) -> tuple[tuple[bool, str, str], ...]:
    """Whether each is of Keras however it is spelled, what it begins with, and the glob."""
    return tuple(
        (glob.startswith("keras:"), glob.partition("*")[0], glob.removeprefix("keras:"))
        for glob in globs.split()
    )


def _attributes(module: Module, removals: list[Removal]) -> Iterator[tuple[Removal, str, Evidence]]:
    """``np.float`` among the arguments of calls and in assigned values."""
    by_root: dict[str, dict[str, Removal]] = {}
    for removal in removals:
        root, _, rest = removal.attribute.partition(".")
        by_root.setdefault(root, {})[rest] = removal
    for item in module.facts.imports:
        wanted = by_root.get(item.qualified)
        if not wanted or item.level or item.bound == "*":
            continue
        names = "|".join(map(re.escape, sorted(wanted)))
        pattern = re.compile(rf"(?<![\w.]){re.escape(item.bound)}\.({names})(?![\w(.])")
        for site in module.calls:
            for match in pattern.finditer(site.call.arguments):
                yield wanted[match[1]], match[0], at(site)
        for assigned in module.facts.assignments:
            for match in pattern.finditer(assigned.value):
                place = Evidence(module.path, assigned.line, assigned.line)
                yield wanted[match[1]], match[0], place
