"""Follow a program's statements as far as they decide which layers its networks have.

This is a reading of constants, layers and tensors, not an execution: nothing of the program runs,
loops of unknown length are read once, and everything else is :data:`UNKNOWN`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from acumen.domain.evidence import Evidence
from acumen.domain.network import Gap, Missing
from acumen.syntax.network import calling
from acumen.syntax.network.following import Returned, prepared
from acumen.syntax.network.layers import Site
from acumen.syntax.network.runs import Run
from acumen.syntax.network.statements import Statement
from acumen.syntax.network.values import (
    ClassRef,
    Container,
    Graph,
    Instance,
    Node,
    Scope,
    Thing,
)
from acumen.syntax.places import Places

if TYPE_CHECKING:
    from acumen.syntax.network.sharing import Part, Sharing, Steady
    from acumen.syntax.program import Program

STEPS = 300_000  # expressions and statements of one program
STEPS_OF_ROOT = 60_000  # of one class or function of it
MAX_NODES = 2000  # uses of layers in one network
MAX_DEPTH = 32  # of modules inside of modules


class ExhaustedError(Exception):
    """The budget of steps is spent."""


class UnsharedError(Exception):
    """What is read here cannot be shared with other programs.

    ``path`` is the shared module of which something was about to change; "" where that is not why.
    """

    def __init__(self, path: str = "") -> None:
        super().__init__(path)
        self.path = path


class Machine:
    """Reads one program. Values, nodes and gaps are kept in order of their making.

    With ``sharing`` it takes modules that were read for all programs as they are. One that reads
    for all programs stands ``alone``: it needs nothing else than such modules. ``defining`` is a
    module whose top level is read for all, and must do nothing but define.
    """

    def __init__(
        self,
        program: Program,
        sharing: Sharing | None = None,
        *,
        alone: bool = False,
        defining: str = "",
    ) -> None:
        self.program = program
        self.sharing = sharing
        self.alone = alone or bool(defining)
        self._defining = defining
        self.guarded: set[int] = set()  # ids of values that are shared
        self.adopted: list[Steady] = []
        self.places = sharing.places() if sharing else Places(program.paths, program.entry)
        self.nodes: list[Node] = []
        self.gaps: list[tuple[int, Missing]] = []
        self.made_models: list[Container | Graph | Instance] = []
        self.runs: list[Run] = []
        self.ran: set[tuple[str, int]] = set()  # functions that were read, by path and start
        # Models that stand inside of others, by id; held, since the id of a model that is gone may
        # be given to another one.
        self.used: dict[int, Thing] = {}
        self.depth = 0
        self.rooted = 0  # calls of networks under way
        self._order = 0
        self.left = STEPS  # steps of the root under way
        self._held = 0  # what is left for later roots
        self._modules: dict[str, Scope] = {}
        self._open_modules: set[str] = set()
        self.layers_made = 0
        self.layers_outside = 0  # those made while no network was being called
        self.open: dict[tuple[int, int], int] = {}  # functions under way, by body and object

    # Budget and notes

    def next_order(self) -> int:
        self._order += 1
        return self._order

    @property
    def order(self) -> int:
        return self._order

    def begin(self, steps: int = STEPS_OF_ROOT) -> bool:
        """A new budget for one class or function; False if nothing is left of the program's."""
        whole = self._held + self.left
        self._held = max(0, whole - steps)
        self.left = whole - self._held
        return whole > 0

    @property
    def spent(self) -> int:
        """Steps of all roots so far."""
        return STEPS - self._held - self.left

    def note(self, node: Node) -> None:
        """Keep a use; a network that grows without end is cut."""
        if self._defining:
            raise UnsharedError
        self.nodes.append(node)
        if len(self.nodes) > 2 * MAX_NODES:
            raise ExhaustedError

    def spend(self, steps: int = 1) -> None:
        """Count what is done. Forms of expressions do so in place: it is half of their work."""
        self.left -= steps
        if self.left < 0:
            raise ExhaustedError

    def exhausted(self) -> NoReturn:
        """Stop: nothing is left for this root."""
        raise ExhaustedError

    def gap(self, gap: Gap, detail: str, where: Evidence) -> None:
        if self._defining:
            raise UnsharedError
        self.gaps.append((self.next_order(), Missing(gap, detail[:200], where)))

    def constructed(self) -> None:
        if self._defining:
            raise UnsharedError
        self.layers_made += 1
        if not self.rooted:
            self.layers_outside += 1

    @property
    def activity(self) -> int:
        """Changes when a layer is made or used."""
        return self.layers_made + len(self.nodes)

    # Modules and definitions

    def knows(self, path: str) -> bool:
        """Whether the reading of a module was begun."""
        return path in self._modules

    def module(self, path: str) -> Scope:
        """The names of a module after its top level was read."""
        if path not in self._modules:
            shared = self.sharing.module(path) if self.sharing and path != self._defining else None
            if shared is not None:
                self._adopt(shared)
            else:
                self._read(path)
        return self._modules[path]

    def _read(self, path: str) -> None:
        if self.alone and path != self._defining:
            raise UnsharedError
        is_entry = path == self.program.entry and not self._defining
        scope = Scope(path, {"__name__": "__main__" if is_entry else path})
        self._modules[path] = scope
        if self.depth < MAX_DEPTH:
            self.depth += 1
            try:
                self.block(self.program.module(path).statements.top, scope)
            finally:
                self.depth -= 1

    def _adopt(self, shared: Steady) -> None:
        """Take a module that was read before as if it were read now, with what it needs."""
        for needed in shared.needs:
            if needed.path not in self._modules:
                self._adopt(needed)
        self._modules[shared.path] = shared.scope
        self.guarded |= shared.guarded
        self.ran |= shared.ran
        self.adopted.append(shared)
        self.left -= shared.steps
        if self.left < 0:
            raise UnsharedError

    def lay_in(self, part: Part) -> None:
        """Take over what a root did when it was read for all programs."""
        self.left -= part.steps
        self.layers_made += part.layers
        self.nodes += part.nodes
        self.runs += part.runs
        self.made_models += part.made
        self.used |= part.used
        self.ran |= part.ran

    def has_shared(self, shared: Steady) -> bool:
        """Whether a module is taken from what was read before."""
        known = self._modules.get(shared.path)
        return known is shared.scope

    def guard(self, value: Thing) -> None:
        """Stop where a shared value would be changed."""
        if id(value) in self.guarded:
            held = (shared.path for shared in self.adopted if id(value) in shared.guarded)
            raise UnsharedError(next(held, ""))

    def members(self, cls: ClassRef) -> dict[str, Thing]:
        """What the body of a class binds."""
        if cls.members is None:
            cls.members = {}
            scope = Scope(cls.path, cls.members, cls.scope, cls.name, home=cls)
            self.block(cls.statement.body, scope)
        return cls.members

    # Statements

    def block(self, statements: list[Statement], scope: Scope) -> Returned | None:
        """Follow statements in order, until one leaves the function."""
        for statement in statements:
            self.left -= 1
            if self.left < 0:
                raise ExhaustedError
            run = statement.run or prepared(statement)
            if (left := run(self, scope)) is not None:
                return left
        return None

    def call(
        self, callee: Thing, arguments: list[Thing], keywords: dict[str, Thing], site: Site
    ) -> Thing:
        return calling.call(self, callee, arguments, keywords, site)
