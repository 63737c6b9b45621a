"""Which files are programs: what happens when they are started, told by their facts alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from posixpath import basename
from typing import Final

from acumen.domain.facts import BlockKind, Call, DefinitionKind, Language, ModuleFacts
from indexer.selection.scopes import GUARD, TOP, ModuleScopes
from indexer.selection.wordlist import words


class FileKind(StrEnum):
    """What a Python file or notebook is for."""

    PROGRAM = "program"
    MODULE = "module"  # does nothing of its own when started
    TEST = "test"
    SETUP = "setup"


@dataclass(frozen=True, slots=True)
class Kind:
    kind: FileKind
    detail: str = ""  # why, for the ledger


_SETUP_NAMES: Final = frozenset({"setup.py", "conftest.py", "noxfile.py", "versioneer.py"})
_SPHINX: Final = frozenset({"extensions", "html_theme", "master_doc", "templates_path"})
_TEST_MODULES: Final = frozenset({"pytest", "unittest", "nose", "absl.testing", "hypothesis"})
_TEST_RUNNERS: Final = frozenset(
    {"unittest.main", "pytest.main", "absltest.main", "run_tests", "googletest.main", "test.main"}
)

# Calls that prepare a module and do not make it a program, by first and by last name of the callee.
_SET_UP_HEADS: Final = words(
    """absl atexit faulthandler gc jax.config locale log logger logging matplotlib mp
    multiprocessing np.random os pd plt.rcParams plt.style random rcParams signal site sns sys tqdm
    typing warnings __all__ globals locals pytest doctest flags gin sklearn torch.backends
    nltk.data"""
)
_SET_UP_VERBS: Final = words(
    """__setattr__ add addHandler addLevelName add_argument add_command add_resolver
    add_safe_globals allow_in_graph append basicConfig chdir close config deprecated
    disable_eager_execution disable_v2_behavior display enable_eager_execution
    experimental_run_functions_eagerly extend filterwarnings getLogger getattr import_module
    insert install load_dotenv load_ext makedirs manual_seed manual_seed_all mkdir namedtuple
    option_context overload parse_known_args patch print register register_module
    register_resolver require_version seed set setLevel setattr set_printoptions setdefault
    set_start_method set_style set_verbosity setrecursionlimit simplefilter super testmod update
    use warn"""
)
_SET_UP_PREFIXES: Final = (
    "register", "_register", "set_", "DEFINE_", "enable_", "disable_", "check_", "_check_",
    "require", "add_", "deprecat", "import_", "_import", "try_import", "install_", "__",
)  # fmt: skip
_RUNS: Final = re.compile(
    r"^(main|_main|run|app|cli|fire|fit|train|learn|backward|step|evaluate|predict|generate|test"
    r"|train_.*|run_.*|main_.*|.*_main|do_.*|fit_.*|launch.*|start.*|minimize|search|optimize"
    r"|Fire|apply_gradients|train_on_batch|spawn|demo|sample|start)$"
)


def classify(path: str, scopes: ModuleScopes, *, in_own_package: bool) -> Kind:
    """What ``path`` is for. ``in_own_package``: it is a part of an installable package.

    A module of a package often calls something at import time, so there a main guard or a call
    that plainly runs something is asked for.
    """
    facts = scopes.facts
    name = basename(path)
    if name in _SETUP_NAMES:
        return Kind(FileKind.SETUP)
    if name == "conf.py" and _SPHINX & scopes.assigned:
        return Kind(FileKind.SETUP, "documentation settings")
    if reason := _test_reason(scopes):
        return Kind(FileKind.TEST, reason)
    if name == "__init__.py":
        return Kind(FileKind.MODULE, "a package's __init__")
    if facts.language is Language.NOTEBOOK:
        ran = bool(facts.calls or facts.runnable_lines)
        return Kind(FileKind.PROGRAM) if ran else Kind(FileKind.MODULE, "nothing is called")
    if not facts.runnable_lines:
        return Kind(FileKind.MODULE, "only definitions")
    guarded = _working(scopes.scopes[GUARD].calls) if GUARD in scopes.scopes else ()
    if guarded:
        return Kind(FileKind.PROGRAM)
    working = _working(_started_at_top(scopes))
    if in_own_package:
        working = tuple(call for call in working if _RUNS.match(_verb(call)))
    return Kind(FileKind.PROGRAM) if working else Kind(FileKind.MODULE, "only set-up at top level")


def first_runnable_line(facts: ModuleFacts) -> int:
    """Where the program starts: its main guard, or else its first top-level call."""
    guards = [b.first_line for b in facts.blocks if b.kind is BlockKind.MAIN_GUARD]
    return (guards or list(facts.runnable_lines) or [1])[0]


def _working(calls: Iterable[Call]) -> tuple[Call, ...]:
    return tuple(call for call in calls if not _is_set_up(call))


def _is_set_up(call: Call) -> bool:
    callee = call.callee
    verb = _verb(call)
    if any(callee == head or callee.startswith(f"{head}.") for head in _SET_UP_HEADS):
        return not (callee.startswith(("mp.", "multiprocessing.")) and verb == "spawn")
    return verb in _SET_UP_VERBS or verb.startswith(_SET_UP_PREFIXES)


def _verb(call: Call) -> str:
    return call.callee.rpartition(".")[2]


def _started_at_top(scopes: ModuleScopes) -> Iterable[Call]:
    """Top-level calls that are statements, or stand in a top-level loop or block that runs."""
    facts = scopes.facts
    lines = set(facts.runnable_lines)
    blocks = [b for b in facts.blocks if b.first_line in lines]
    assigned = [(a.start, a.end) for a in facts.assignments if scopes.scope_at(a.start) == TOP]
    for call in scopes.scopes[TOP].calls:
        started = call.first_line in lines or any(b.start <= call.start < b.end for b in blocks)
        bound = any(start <= call.start < end for start, end in assigned)
        if (started and not bound) or (bound and _RUNS.match(_verb(call))):
            yield call


def _test_reason(scopes: ModuleScopes) -> str:
    """Why a file is a test; "" if it is none. A name like ``x_test.py`` proves nothing."""
    facts = scopes.facts
    for imported in facts.imports:
        module = imported.module
        if imported.level == 0 and (
            module in _TEST_MODULES
            or module.partition(".")[0] in {"pytest", "unittest", "nose"}
            or module.startswith("absl.testing")
        ):
            return f"imports {module}"
    for definition in facts.definitions:
        if definition.kind is DefinitionKind.CLASS and any(
            base.strip().rpartition(".")[2].endswith("TestCase")
            for base in definition.header.split(",")
        ):
            return f"{definition.name} is a TestCase"
    tests = {name for name in scopes.functions if name.startswith("test_")}
    tests |= {
        method
        for name, methods in scopes.methods.items()
        if name.startswith("Test")
        for method in methods
        if method.rpartition(".")[2].startswith("test_")
    }
    if not tests or facts.language is Language.NOTEBOOK:
        return ""
    called = {call.callee for scope in scopes.scopes.values() for call in scope.calls}
    started = [*scopes.scopes[TOP].calls]
    if GUARD in scopes.scopes:
        started += scopes.scopes[GUARD].calls
    working = [
        call
        for call in _working(started)
        if call.callee not in tests and call.callee not in _TEST_RUNNERS
    ]
    decorated = {d for definition in facts.definitions for d in definition.decorators}
    working = [c for c in working if not any(d.startswith(c.callee) for d in decorated)]
    if not (tests - called) and working:
        return ""
    return "" if any(_RUNS.match(_verb(c)) for c in working) else "has test functions"
