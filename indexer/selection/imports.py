"""From an import statement to the files and names of the same repository that it leads to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from posixpath import basename, dirname

from acumen.domain.facts import Import
from acumen.syntax.frameworks import FRAMEWORKS
from indexer.selection.dynamic import first_roots, path_roots
from indexer.selection.scopes import ModuleScopes
from indexer.selection.tree import Located, SourceTree, ancestors, join


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """A module, or one name in it, that an import leads to."""

    path: str
    symbol: str = ""  # "" is the module as a whole
    via: tuple[str, ...] = ()  # package files that handed the name on


@dataclass(frozen=True, slots=True)
class View:
    """What a started program sees: where its imports are looked up."""

    folder: str  # of the entry
    own_package: str  # the installable package that the entry is a part of; "" if of none
    follow_packages: bool = False  # also into installable packages the entry is no part of
    roots: tuple[str, ...] = ()  # folders that the entry adds to the import path
    first: tuple[str, ...] = ()  # those of them that come before its own folder


class Resolver:
    """Resolves imports in one snapshot. Results are kept, so one resolver serves all entries."""

    def __init__(self, tree: SourceTree) -> None:
        self._tree = tree
        self._scopes: dict[str, ModuleScopes] = {}
        self._targets: dict[tuple[str, Import, View], tuple[Target, ...]] = {}
        self._located: dict[tuple[str, tuple[str, ...], View], Located | None] = {}
        self._known: dict[tuple[str, str, View], tuple[Target, ...]] = {}  # names of packages

    def scopes(self, path: str) -> ModuleScopes | None:
        """The scopes of a readable module; None otherwise."""
        if path not in self._scopes:
            facts = self._tree.facts(path)
            if facts is None:
                return None
            self._scopes[path] = ModuleScopes(facts)
        return self._scopes[path]

    def view(self, entry: str) -> View:
        facts = self._tree.facts(entry)
        roots = path_roots(entry, facts) if facts is not None else ()
        first = first_roots(entry, facts) if facts is not None else ()
        return View(dirname(entry), self._tree.own_package_of(entry), roots=roots, first=first)

    def targets(self, path: str, imported: Import, view: View) -> tuple[Target, ...]:
        """Where ``imported``, standing in ``path``, leads for a program with ``view``.

        Empty for the standard library, installed packages and what is not in the snapshot.
        """
        key = (path, imported, view)
        if key not in self._targets:
            self._targets[key] = ()  # an import cycle ends here
            self._targets[key] = self._resolve(path, imported, view)
        return self._targets[key]

    def member(self, target: Target, name: str, view: View) -> Target | None:
        """The name ``name`` inside the module that ``target`` stands for."""
        if target.symbol:
            return None
        if basename(target.path) == "__init__.py":
            found = self._from_package(Located(target.path, dirname(target.path)), (name,), view)
            return found[0] if found else None
        return replace(target, symbol=name)

    def external_package(self, path: str, imported: Import, view: View) -> str:
        """The repository's own package that ``imported`` takes from outside of it; "" if none."""
        if imported.level:
            return ""
        module = tuple(imported.module.split("."))
        located = self._locate(path, module[:1], view)
        folder = located.folder if located else ""
        return folder if folder in self._tree.own_packages and folder != view.own_package else ""

    def _resolve(self, path: str, imported: Import, view: View) -> tuple[Target, ...]:
        module = tuple(filter(None, imported.module.split(".")))
        if imported.level:
            base = dirname(path)
            for _ in range(imported.level - 1):
                if not base:
                    return ()
                base = dirname(base)
            located = self._tree.locate(base, module)
        else:
            if not module:
                return ()
            located = self._locate(path, module, view)
        if located is None or self._is_external(located, view):
            return ()
        if _is_plain_import(imported):
            return self._plain(path, imported, located, view)
        if imported.bound == "*":
            return (Target(located.file),) if located.file else ()
        qualified = tuple(imported.qualified.split("."))
        return self._from_package(located, qualified[len(module) :], view)

    def _plain(
        self, path: str, imported: Import, located: Located, view: View
    ) -> tuple[Target, ...]:
        """``import a.b``: the module, or of a package what is used of it."""
        if not located.folder:
            return (Target(located.file),)
        scopes = self.scopes(path)
        prefix = imported.module if imported.bound == imported.qualified else imported.bound
        used = scopes.used_members_of(prefix) if scopes else ()
        found: dict[Target, None] = {}
        for name in used:
            rest = tuple(name[len(prefix) + 1 :].split("."))
            found.update(dict.fromkeys(self._from_package(located, rest[:2], view)))
        if not found and located.file:
            found[Target(located.file)] = None
        return tuple(found)

    def _from_package(
        self, located: Located, names: tuple[str, ...], view: View
    ) -> tuple[Target, ...]:
        """``names`` looked up from ``located``: a symbol, a re-export or a submodule."""
        if not names:
            return (Target(located.file),) if located.file else ()
        name = names[0]
        if not located.folder:
            return (Target(located.file, name),)
        scopes = self.scopes(located.file) if located.file else None
        if scopes is not None:
            handed_on = self._handed_on(located.file, scopes, name, view)
            if handed_on:
                return handed_on
        below = self._tree.locate(located.folder, (name,))
        if below is not None:
            if len(names) > 1 and below.folder:
                return self._from_package(below, names[1:], view)
            if below.file:
                symbol = names[1] if len(names) > 1 and not below.folder else ""
                return (Target(below.file, symbol),)
            return ()
        return (Target(located.file),) if scopes is not None else ()

    def _handed_on(
        self, init: str, scopes: ModuleScopes, name: str, view: View
    ) -> tuple[Target, ...]:
        """Where a package's ``__init__`` takes ``name`` from; empty if it does not know it."""
        key = (init, name, view)
        if key not in self._known:
            self._known[key] = ()  # a circle of packages ends here
            self._known[key] = self._look_up(init, scopes, name, view)
        return self._known[key]

    def _look_up(
        self, init: str, scopes: ModuleScopes, name: str, view: View
    ) -> tuple[Target, ...]:
        if name in scopes.functions or name in scopes.classes:
            return (Target(init, name),)
        for imported in scopes.imports_by_name.get(name, ()):
            found = tuple(
                replace(target, via=(init, *target.via))
                for target in self._resolve(init, imported, view)
                if (target.path, target.symbol) != (init, name)
            )
            if found:
                return found
        if name in scopes.assigned:
            return (Target(init, name),)
        for imported in scopes.imports_by_name.get("*", ()):
            for star in self._resolve(init, imported, view):
                below = self.scopes(star.path)
                if below is None or star.path == init:
                    continue
                if below.defines(name):
                    return (Target(star.path, name, (init,)),)
                found = self._handed_on(star.path, below, name, view)
                if found:
                    return tuple(replace(t, via=(init, *t.via)) for t in found)
        return ()

    def _locate(self, path: str, module: tuple[str, ...], view: View) -> Located | None:
        """An absolute import: what the entry puts before its folder, that folder, what else it adds
        to the import path, folders above it, their ``src``, then the file's own.

        A name that a framework owns is taken from the first three only, as Python would.
        """
        key = (dirname(path), module, view)
        if key not in self._located:
            self._located[key] = self._search(dirname(path), module, view)
        return self._located[key]

    def _search(self, folder: str, module: tuple[str, ...], view: View) -> Located | None:
        bare: Located | None = None
        roots = [*view.first, view.folder, *view.roots]
        if module[0] not in FRAMEWORKS or self._is_of_own_package(module[0], view):
            for above in ancestors(view.folder):
                roots += [above, join(above, "src")]
            roots += ancestors(folder)
        for root in dict.fromkeys(roots):
            located = self._tree.locate(root, module)
            if located is None:
                continue
            if located.file:
                return located
            bare = bare or located
        return bare

    def _is_of_own_package(self, name: str, view: View) -> bool:
        return any(
            basename(package) == name and (view.follow_packages or package == view.own_package)
            for package in self._tree.own_packages
        )

    def _is_external(self, located: Located, view: View) -> bool:
        if view.follow_packages:
            return False
        package = self._tree.own_package_of(located.file or join(located.folder, "x"))
        return bool(package) and package != view.own_package


def _is_plain_import(imported: Import) -> bool:
    """``import a.b`` as opposed to ``from a import b``."""
    if imported.level or imported.bound == "*":
        return False
    return imported.module == imported.qualified or imported.module.startswith(
        f"{imported.qualified}."
    )
