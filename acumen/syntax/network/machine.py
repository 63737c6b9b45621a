"""Follow a program's statements as far as they decide which layers its networks have.

This is a reading of constants, layers and tensors, not an execution: nothing of the program runs,
loops of unknown length are read once, and everything else is :data:`UNKNOWN`.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from acumen.domain.evidence import Evidence
from acumen.domain.facts import (
    Assignment,
    Block,
    BlockKind,
    Call,
    Clause,
    ClauseKind,
    Definition,
    DefinitionKind,
    Import,
    Return,
)
from acumen.domain.network import Gap, Missing
from acumen.syntax.network import (
    arithmetic,
    builtin_functions,
    calling,
    elements,
    imports,
    members,
    operators,
)
from acumen.syntax.network.branches import State
from acumen.syntax.network.expressions import bases, expression
from acumen.syntax.network.layers import Site
from acumen.syntax.network.places import Places
from acumen.syntax.network.runs import Run
from acumen.syntax.network.statements import ModuleStatements, Statement
from acumen.syntax.network.values import (
    UNKNOWN,
    ClassRef,
    Container,
    FunctionRef,
    Graph,
    Instance,
    Made,
    Node,
    Scope,
    Tensor,
    Thing,
)

if TYPE_CHECKING:
    from acumen.syntax.program import Program

STEPS = 300_000  # expressions and statements of one program
STEPS_OF_ROOT = 60_000  # of one class or function of it
MAX_NODES = 2000  # uses of layers in one network
MAX_DEPTH = 32  # of calls and of expressions
MAX_ROUNDS = 512  # of one loop or comprehension
IDLE_ROUNDS = 64  # of a loop that makes and uses no layer
RUN_ROUNDS = 2  # of a loop that calls whole networks and makes no layer: it trains
SHARED_ROUNDS = 16  # of a loop outside of networks that uses layers and makes none


class ExhaustedError(Exception):
    """The budget of steps is spent."""


@dataclass(slots=True)
class Returned:
    value: Thing


class Machine:
    """Reads one program. Values, nodes and gaps are kept in order of their making."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.places = Places(program.paths, program.entry)
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
        self._steps = STEPS
        self._limit = 0
        self._statements: dict[str, ModuleStatements] = {}
        self._modules: dict[str, Scope] = {}
        self._open_modules: set[str] = set()
        self._constructed = 0  # layers made so far

    # Budget and notes

    def next_order(self) -> int:
        self._order += 1
        return self._order

    @property
    def order(self) -> int:
        return self._order

    def begin(self, steps: int = STEPS_OF_ROOT) -> bool:
        """A new budget for one class or function; False if nothing is left of the program's."""
        self._limit = max(0, self._steps - steps)
        return self._steps > 0

    def note(self, node: Node) -> None:
        """Keep a use; a network that grows without end is cut."""
        self.nodes.append(node)
        if len(self.nodes) > 2 * MAX_NODES:
            raise ExhaustedError

    def spend(self, steps: int = 1) -> None:
        self._steps -= steps
        if self._steps < self._limit:
            raise ExhaustedError

    def gap(self, gap: Gap, detail: str, where: Evidence) -> None:
        self.gaps.append((self.next_order(), Missing(gap, detail[:200], where)))

    def constructed(self) -> None:
        self._constructed += 1

    @property
    def activity(self) -> int:
        """Changes when a layer is made or used."""
        return self._constructed + len(self.nodes)

    # Modules and definitions

    def statements(self, path: str) -> ModuleStatements:
        if path not in self._statements:
            self._statements[path] = ModuleStatements(self.program.modules[path])
        return self._statements[path]

    def module(self, path: str) -> Scope:
        """The names of a module after its top level was read."""
        if path not in self._modules:
            scope = Scope(path, {"__name__": "__main__" if path == self.program.entry else path})
            self._modules[path] = scope
            if self.depth < MAX_DEPTH:
                self.depth += 1
                try:
                    self.block(self.statements(path).top, scope)
                finally:
                    self.depth -= 1
        return self._modules[path]

    def members(self, cls: ClassRef) -> dict[str, Thing]:
        """What the body of a class binds."""
        if cls.members is None:
            cls.members = {}
            scope = Scope(cls.path, cls.members, cls.scope, cls.name, home=cls)
            self.block(cls.statement.body, scope)
        return cls.members

    # Statements

    def block(self, statements: list[Statement], scope: Scope) -> Returned | None:
        for statement in statements:
            if (left := self._statement(statement, scope)) is not None:
                return left
        return None

    def _statement(self, statement: Statement, scope: Scope) -> Returned | None:
        self.spend()
        item = statement.item
        if isinstance(item, Assignment):
            self._assign(item, statement, scope)
        elif isinstance(item, Call):
            self.evaluate(statement.text, statement.line, scope)
        elif isinstance(item, Return):
            return Returned(
                self.evaluate(statement.text, statement.line, scope) if statement.text else None
            )
        elif isinstance(item, Block):
            return self._compound(item, statement, scope)
        elif isinstance(item, Clause):
            if item.kind in (ClauseKind.ELSE, ClauseKind.FINALLY):
                return self.block(statement.body, scope)
        elif isinstance(item, Definition):
            self._define(item, statement, scope)
        elif isinstance(item, Import):
            imports.bind(self, item, scope)
        return None

    def _assign(self, item: Assignment, statement: Statement, scope: Scope) -> None:
        target = expression(item.target)
        if target is None:
            return
        if item.operator == "=":
            value = self.evaluate(statement.text, statement.line, scope)
        else:
            left = self.expression(target, scope, item.line)
            right = self.evaluate(statement.text, statement.line, scope)
            site = Site(scope, item.line, item.line)
            value = arithmetic.binary(self, item.operator[:-1], left, right, site)
        self.bind(target, value, scope, item.line)

    def bind(self, target: ast.expr, value: Thing, scope: Scope, line: int) -> None:
        if isinstance(target, ast.Name):
            scope.names[target.id] = value
            if isinstance(value, (Container, Graph, Instance)) and not value.name:
                value.name = "" if value.owner else target.id
        elif isinstance(target, ast.Attribute):
            owner = self.expression(target.value, scope, line)
            members.set_attribute(self, owner, target.attr, value)
        elif isinstance(target, (ast.Tuple, ast.List)):
            values = elements.unpacked(value, len(target.elts))
            for part, piece in zip(target.elts, values, strict=True):
                self.bind(part, piece, scope, line)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, UNKNOWN, scope, line)
        elif isinstance(target, ast.Subscript):
            owner = self.expression(target.value, scope, line)
            key = self.expression(target.slice, scope, line)
            elements.set_item(owner, key, value)

    def _compound(self, item: Block, statement: Statement, scope: Scope) -> Returned | None:
        if item.kind in (BlockKind.IF, BlockKind.MAIN_GUARD):
            return self._if(item, statement, scope)
        if item.kind is BlockKind.FOR:
            return self._for(item, statement, scope)
        if item.kind is BlockKind.WHILE:
            return self._once(statement, scope, item)
        self._with(item, scope)
        return self.block(statement.body, scope)

    def _with(self, item: Block, scope: Scope) -> None:
        context, _, name = item.header.partition(" as ")
        value = self.evaluate(context, item.first_line, scope)
        if name.strip().isidentifier():
            scope.names[name.strip()] = value

    def _if(self, item: Block, statement: Statement, scope: Scope) -> Returned | None:
        if item.kind is BlockKind.MAIN_GUARD:
            return self.block(statement.body, scope)
        branches: list[tuple[str, int, list[Statement]]] = [
            (item.header, item.first_line, statement.body)
        ]
        for clause in statement.clauses:
            if isinstance(clause.item, Clause):
                header = clause.item.header if clause.item.kind is ClauseKind.ELIF else "True"
                branches.append((header, clause.item.first_line, clause.body))
        undecided: list[list[Statement]] = []
        for header, line, body in branches:
            truth = arithmetic.truth(self.evaluate(header, line, scope))
            if truth is None:
                undecided.append(body)
            elif truth:
                if not undecided:
                    return self.block(body, scope)
                undecided.append(body)
                break
        else:
            undecided.append([])
        if not any(undecided):
            return None
        return self._either(undecided, scope, item)

    def _either(
        self, branches: list[list[Statement]], scope: Scope, item: Block
    ) -> Returned | None:
        """Branches of which one is taken: each is read, the first that does anything holds."""
        outcomes: list[tuple[State, Returned | None, int]] = []
        before = State(scope)
        nodes = len(self.nodes)
        active: list[bool] = []
        for body in branches:
            before.restore(scope)
            start = self.activity
            left = self.block(body, scope)
            active.append(self.activity != start)
            outcomes.append((State(scope), left, len(self.nodes)))
        kept = next((i for i, used in enumerate(active) if used), 0)
        leaving = [left for _, left, _ in outcomes]
        if leaving[kept] is not None and not all(leaving):
            plain = leaving[kept]
            if plain is not None and not isinstance(plain.value, (Tensor, Made, Container)):
                kept = next(i for i, left in enumerate(leaving) if left is None)
        outcomes[kept][0].restore(scope)
        outcomes[kept][0].fill(scope, [state for state, _, _ in outcomes])
        first = nodes if kept == 0 else outcomes[kept - 1][2]
        self.nodes[nodes:] = self.nodes[first : outcomes[kept][2]]
        if any(active):
            where = Evidence(scope.path, item.first_line, item.last_line)
            self.gap(Gap.BRANCH, item.header, where)
        return leaving[kept]

    def _for(self, item: Block, statement: Statement, scope: Scope) -> Returned | None:
        names, found, iterated = item.header.partition(" in ")
        target = expression(names)
        over = self.evaluate(iterated, item.first_line, scope) if found else UNKNOWN
        values = elements.elements(over)
        if values is None or len(values) > MAX_ROUNDS or target is None:
            if target is not None:
                self.bind(target, UNKNOWN, scope, item.first_line)
            return self._once(statement, scope, item)
        start, made, runs = self.activity, self._constructed, len(self.runs)
        for done, value in enumerate(values):
            if done == IDLE_ROUNDS and self.activity == start:
                break
            if self.rooted == 0 and self._constructed == made:
                if done >= RUN_ROUNDS and len(self.runs) > runs:
                    break
                if done == SHARED_ROUNDS and self.activity != start:
                    where = Evidence(scope.path, item.first_line, item.last_line)
                    self.gap(Gap.LOOP, item.header, where)
                    break
            self.bind(target, value, scope, item.first_line)
            if (left := self.block(statement.body, scope)) is not None:
                return left
        if elements.of_unknown_length(over) and self.activity != start:
            where = Evidence(scope.path, item.first_line, item.last_line)
            self.gap(Gap.REPEATS, item.header, where)
        for clause in statement.clauses:
            if (left := self.block(clause.body, scope)) is not None:
                return left
        return None

    def _once(self, statement: Statement, scope: Scope, item: Block) -> Returned | None:
        """A loop of unknown length: one round."""
        start = self.activity
        left = self.block(statement.body, scope)
        if self.activity != start:
            self.gap(Gap.LOOP, item.header, Evidence(scope.path, item.first_line, item.last_line))
        return left

    def _define(self, item: Definition, statement: Statement, scope: Scope) -> None:
        name = item.name.rpartition(".")[2]
        if item.kind is DefinitionKind.CLASS:
            found = tuple(
                self.expression(base, scope, item.first_line) for base in bases(item.header)
            )
            scope.names[name] = ClassRef(scope.path, item.name, statement, scope, found)
            return
        scope.names[name] = FunctionRef(
            scope.path,
            item.name,
            statement,
            scope,
            home=scope.home if scope.home and scope.names is scope.home.members else None,
            line=item.first_line,
            decorators=item.decorators,
        )

    # Expressions

    def evaluate(self, text: str, line: int, scope: Scope) -> Thing:
        """The value of source text that begins on ``line``."""
        tree = expression(text)
        return UNKNOWN if tree is None else self.expression(tree, scope, line)

    def expression(self, node: ast.expr, scope: Scope, line: int) -> Thing:
        self.spend()
        if self.depth >= MAX_DEPTH * 4:
            return UNKNOWN
        self.depth += 1
        try:
            return operators.evaluate(self, node, scope, line)
        finally:
            self.depth -= 1

    def lookup(self, name: str, scope: Scope) -> Thing:
        at: Scope | None = scope
        while at is not None:
            if name in at.names:
                return at.names[name]
            if at.stars and (found := imports.from_stars(name, at.stars)) is not None:
                return found
            at = at.outer
        return builtin_functions.named(name)

    def call(
        self, callee: Thing, arguments: list[Thing], keywords: dict[str, Thing], site: Site
    ) -> Thing:
        return calling.call(self, callee, arguments, keywords, site)
