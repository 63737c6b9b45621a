"""Whether starting an entry leads to a gradient step, followed by name through the repository.

What counts as reached: all of the entry; the top level of every module in its closure; functions
that a reached piece mentions; of a class that it mentions, the methods whose names it uses.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, replace
from typing import Final

from acumen.domain.evidence import Evidence
from acumen.syntax.names import ModuleNames
from indexer.selection.closure import Closure
from indexer.selection.gradient import Sign, Signed, find_signs, is_step
from indexer.selection.imports import Resolver, Target, View
from indexer.selection.scopes import TOP, ModuleScopes, dotted_names
from indexer.selection.trainers import VERBS
from indexer.selection.tree import SourceTree

MAX_SCOPES: Final = 600  # pieces of the repository's own package that are followed for one entry
MAX_EVIDENCE: Final = 6

Place = tuple[str, str]  # path, scope


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a piece was first mentioned: the step back on the way to the entry."""

    place: Place
    line: int


class SignIndex:
    """The signs of training per module, found once for all entries."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._signs: dict[str, dict[str, tuple[Signed, ...]]] = {}

    def at(self, place: Place) -> tuple[Signed, ...]:
        path, scope = place
        if path not in self._signs:
            scopes = self._resolver.scopes(path)
            by_scope: dict[str, list[Signed]] = {}
            if scopes is not None:
                for signed in find_signs(scopes, ModuleNames(scopes.facts)):
                    by_scope.setdefault(signed.scope, []).append(signed)
            self._signs[path] = {name: tuple(found) for name, found in by_scope.items()}
        return self._signs[path].get(scope, ())


def find_training(
    closure: Closure, tree: SourceTree, resolver: Resolver, signs: SignIndex
) -> tuple[Evidence, ...]:
    """The lines that show a gradient step which the entry reaches; empty if it reaches none.

    First within the closure; where that ends at a facade of the repository's own package
    (``trainer.run()``), also inside that package, and then the call of the facade is the evidence.
    """
    within = _Walk(resolver, signs, resolver.view(closure.entry), frozenset(closure.files))
    within.start_at_entry(closure.entry)
    for path in closure.files[1:]:
        within.visit((path, TOP), None)
    within.run()
    if within.trains():
        return within.evidence()
    if not closure.packages:
        return ()
    view = replace(resolver.view(closure.entry), follow_packages=True)
    inside = frozenset(path for package in closure.packages for path in tree.modules_below(package))
    beyond = _Walk(resolver, signs, view, frozenset(closure.files) | inside)
    beyond.home = frozenset(closure.files)
    for place in within.reached:
        beyond.visit(place, None)
    beyond.run()
    return beyond.evidence() if beyond.trains() else ()


class _Walk:
    """One breadth-first search over pieces of modules."""

    def __init__(
        self, resolver: Resolver, signs: SignIndex, view: View, allowed: frozenset[str]
    ) -> None:
        self._resolver = resolver
        self._signs = signs
        self._view = view
        self._allowed = allowed
        self.home: frozenset[str] = allowed  # outside of it, only facades are entered
        self.reached: dict[Place, Mention | None] = {}
        self._queue: deque[Place] = deque()
        self._classes: dict[Place, Mention | None] = {}
        self._methods: dict[str, list[Place]] = defaultdict(list)  # of mentioned classes, by name
        self._used_at_home: dict[str, Mention] = {}  # attribute names, by where they are used
        self._used_beyond: dict[str, Mention] = {}

    def start_at_entry(self, entry: str) -> None:
        scopes = self._resolver.scopes(entry)
        for name in scopes.scopes if scopes else ():
            self.visit((entry, name), None)

    def visit(self, place: Place, mention: Mention | None) -> None:
        if place not in self.reached and len(self.reached) < MAX_SCOPES:
            self.reached[place] = mention
            self._queue.append(place)

    def run(self) -> None:
        while self._queue:
            place = self._queue.popleft()
            scopes = self._resolver.scopes(place[0])
            scope = scopes.scopes.get(place[1]) if scopes else None
            if scopes is None or scope is None:
                continue
            for name, line in scope.references.items():
                self._follow(place, scopes, name, Mention(place, line))
            for member, line in scope.members.items():
                self._use_member(member, Mention(place, line))

    def trains(self) -> bool:
        return is_step({s.sign for place in self.reached for s in self._signs.at(place)})

    def evidence(self) -> tuple[Evidence, ...]:
        """Lines of the step itself; for one outside of the closure, the call that leads there."""
        found: dict[Evidence, None] = {}
        kinds: set[Sign] = set()
        for place in self.reached:
            for signed in self._signs.at(place):
                if signed.sign in kinds:
                    continue
                kinds.add(signed.sign)
                found[self._shown(place, signed)] = None
        return tuple(sorted(tuple(found)[:MAX_EVIDENCE]))

    def _shown(self, place: Place, signed: Signed) -> Evidence:
        if place[0] in self.home:
            return Evidence(place[0], signed.first_line, signed.last_line)
        mention = self.reached[place]
        while mention is not None and mention.place[0] not in self.home:
            mention = self.reached[mention.place]
        if mention is None:
            return Evidence(place[0], signed.first_line, signed.last_line)
        return Evidence(mention.place[0], mention.line, mention.line)

    def _follow(self, place: Place, scopes: ModuleScopes, name: str, mention: Mention) -> None:
        path = place[0]
        head, *rest = name.split(".")
        if scopes.defines(head):
            self._enter(Target(path, head), tuple(rest), mention)
            return
        imports = scopes.imports_by_name.get(head, ())
        for imported in imports:
            for target in self._resolver.targets(path, imported, self._view):
                self._enter(target, tuple(rest), mention)
        if imports:
            return
        for imported in scopes.imports_by_name.get("*", ()):
            for target in self._resolver.targets(path, imported, self._view):
                star = self._resolver.scopes(target.path)
                if star is not None and star.defines(head):
                    self._enter(replace(target, symbol=head), tuple(rest), mention)

    def _enter(self, target: Target, rest: tuple[str, ...], mention: Mention) -> None:
        while not target.symbol and rest:
            below = self._resolver.member(target, rest[0], self._view)
            if below is None or below == target:
                return
            target, rest = below, rest[1:]
        scopes = self._resolver.scopes(target.path)
        if not target.symbol or scopes is None or target.path not in self._allowed:
            return
        outside = target.path not in self.home
        from_home = mention.place[0] in self.home
        if target.symbol in scopes.classes:
            self._enter_class(target.path, target.symbol, mention)
        elif target.symbol in scopes.functions:
            if not (outside and from_home) or _is_facade_name(target.symbol):
                self.visit((target.path, target.symbol), mention)
        elif target.symbol in scopes.imports_by_name:  # handed on by a plain module
            for imported in scopes.imports_by_name[target.symbol]:
                for further in self._resolver.targets(target.path, imported, self._view):
                    if further != target:
                        self._enter_once(further, mention)

    def _enter_once(self, target: Target, mention: Mention) -> None:
        scopes = self._resolver.scopes(target.path)
        if scopes is None or not target.symbol or target.path not in self._allowed:
            return
        if target.symbol in scopes.classes:
            self._enter_class(target.path, target.symbol, mention)
        elif target.symbol in scopes.functions:
            self.visit((target.path, target.symbol), mention)

    def _enter_class(self, path: str, name: str, mention: Mention) -> None:
        place = (path, name)
        if place in self._classes:
            return
        self._classes[place] = mention
        scopes = self._resolver.scopes(path)
        if scopes is None:
            return
        if path in self.home:
            self.visit(place, mention)
        for method in scopes.methods.get(name, ()):
            self._methods[method.rpartition(".")[2]].append((path, method))
            self._consider_method(path, method)
        for base in sorted(dotted_names(scopes.classes[name])):
            self._follow((path, name), scopes, base, mention)

    def _use_member(self, member: str, mention: Mention) -> None:
        used = self._used_at_home if mention.place[0] in self.home else self._used_beyond
        if member in used:
            return
        used[member] = mention
        for path, method in self._methods.get(member, ()):
            self._consider_method(path, method)

    def _consider_method(self, path: str, method: str) -> None:
        """Visit a method of a mentioned class if something that is reached uses its name."""
        owner, _, name = method.rpartition(".")
        at_home = path in self.home
        mention = self._used_beyond.get(name)
        if mention is None and (at_home or _is_facade_name(name)):
            mention = self._used_at_home.get(name)
        if mention is not None:
            self.visit((path, method), mention)
        elif at_home and name.startswith("__") and name.endswith("__"):
            self.visit((path, method), self._classes[path, owner])


def _is_facade_name(name: str) -> bool:
    """Names under which a package offers training: ``train``, ``fit_model``, ``run_epochs``."""
    return name in VERBS or name.startswith(("train", "fit", "run_", "learn", "finetune"))
