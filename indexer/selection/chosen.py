"""Modules that a program imports by a name that an option gives: ``import_module(args.model)``.

Only what the option is by default, or is set to, is followed: what else could be given is not what
the program does when it is started as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from acumen.domain.facts import Call, Import, ModuleFacts
from acumen.syntax.arguments import literal, split_arguments
from indexer.selection.dynamic import IMPORT_CALLS, MODULE

_NAME: Final = r"(?P<name>[A-Za-z_][\w.]*(?:\[['\"]\w+['\"]\])?)(?:\.lower\(\))?"
_CHOSEN: Final = (
    re.compile(rf"(?:['\"](?P<before>[\w.]+\.)['\"]\s*\+\s*)?{_NAME}"),
    re.compile(rf"f['\"](?P<before>[\w.]+\.)?\{{{_NAME}\}}['\"]"),
    re.compile(rf"['\"](?P<before>[\w.]+\.)?(?:\{{\}}['\"]\.format\(|%s['\"]\s*%\s*\(?){_NAME}\)?"),
)
_KEY: Final = re.compile(r"\w+")
_DECLARES: Final = ("add_argument", ".option", "DEFINE_string", "DEFINE_enum")
_DEFINES: Final = ("DEFINE_string", "DEFINE_enum")


def chosen_imports(facts: ModuleFacts, modules: Iterable[ModuleFacts]) -> Iterator[Import]:
    """What the module imports by an option that ``modules`` declare, as the imports it means."""
    asked = [found for call in facts.calls if (found := _asked(call)) is not None]
    if not asked:
        return
    given: dict[str, dict[str, None]] = {}
    for module in modules:
        for name, value in _values(module, {key for _, key, _ in asked}):
            given.setdefault(name, {})[value] = None
    for before, key, call in asked:
        for value in given.get(key, ()):
            module_name = before + value
            if MODULE.match(module_name):
                yield Import(
                    module_name.partition(".")[0], module_name, module_name, 0,
                    call.first_line, call.start,
                )  # fmt: skip


def _asked(call: Call) -> tuple[str, str, Call] | None:
    """(what stands before the name, the option's name, the call) of an import by an option."""
    if call.callee not in IMPORT_CALLS:
        return None
    arguments = split_arguments(call.arguments)
    text = arguments[0].text if arguments else ""
    for form in _CHOSEN:
        found = form.fullmatch(text)
        if found is not None:
            return found["before"] or "", _KEY.findall(found["name"])[-1], call
    return None


def _values(facts: ModuleFacts, wanted: set[str]) -> Iterator[tuple[str, str]]:
    """(option, text) of what options are by default, and of what is assigned to such a name."""
    for call in facts.calls:
        if not call.callee.endswith(_DECLARES):
            continue
        arguments = split_arguments(call.arguments)
        plain = [literal(one.text).value for one in arguments if not one.name]
        named: Mapping[str, str] = {one.name: one.text for one in arguments if one.name}
        names = [text for text in plain if isinstance(text, str)]
        defined = call.callee.endswith(_DEFINES)
        default = literal(named["default"]).value if "default" in named else None
        if defined and len(names) > 1:
            default = names[1]
        for name in names[:1] if defined else names:
            key = name.lstrip("-").replace("-", "_")
            if key in wanted and isinstance(default, str):
                yield key, default
    for found in facts.assignments:
        keys = _KEY.findall(found.target)
        if keys and keys[-1] in wanted:
            value = literal(found.value).value
            if isinstance(value, str):
                yield keys[-1], value
