"""What the names of a program stand for while its networks are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from acumen.domain.evidence import Evidence
from acumen.domain.network import UNKNOWN_SHAPE, LayerKind, Setting, Shape, Weights

if TYPE_CHECKING:
    from acumen.syntax.network.machine import Machine
    from acumen.syntax.network.statements import Statement


class Unknown:
    """What cannot be known."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "?"


class Batch(Unknown):
    """The size of the batch: unknown, but known to be that."""

    __slots__ = ()


class UnknownDims(Unknown):
    """The sizes of a tensor of which not even the rank is known."""

    __slots__ = ()


UNKNOWN = Unknown()
BATCH = Batch()
UNKNOWN_DIMS = UnknownDims()

Thing = object
"""Any of the values here, a constant, a tuple, list or dictionary of them."""

Given = tuple[list[Thing], dict[str, Thing]]
"""Positional arguments and keywords of a call."""


@dataclass(slots=True, eq=False)
class Symbol:
    """Something imported that is not the program's own."""

    name: str


@dataclass(slots=True, eq=False)
class ModuleRef:
    """A module or package of the program."""

    dotted: str
    origin: str  # path of the file that imports it
    path: str | None  # None for a folder without ``__init__.py``


@dataclass(slots=True, eq=False)
class Scope:
    """The names of one function, class or module; ``outer`` is where others are looked up."""

    path: str
    names: dict[str, Thing]
    outer: Scope | None = None
    owner: str = ""  # dotted name of the class or function, "" for a module
    stars: tuple[str, ...] = ()  # modules of which everything was imported
    instance: Instance | None = None  # what ``self`` is
    home: ClassRef | None = None  # the class that the running method stands in


Code = Callable[["Machine", Scope, int], Thing]
"""An expression that was taken apart once: its value among the names of a scope. The number is the
line on which its text begins."""


@dataclass(slots=True, eq=False)
class Parameters:
    """What a function takes, each with its default if it has one."""

    positional: tuple[tuple[str, Code | None], ...]
    by_name: tuple[tuple[str, Code | None], ...]
    others: str = ""  # of *others
    options: str = ""  # of **options


@dataclass(slots=True, eq=False)
class Lambda:
    parameters: Parameters
    body: Code


@dataclass(slots=True, eq=False)
class FunctionRef:
    path: str
    name: str
    statement: Statement | None
    scope: Scope
    home: ClassRef | None = None
    lambda_: Lambda | None = None
    line: int = 1
    decorators: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class ClassRef:
    path: str
    name: str
    statement: Statement
    scope: Scope
    bases: tuple[Thing, ...]
    members: dict[str, Thing] | None = None  # filled when first asked for


@dataclass(slots=True, eq=False)
class Bound:
    """A method of something: ``owner.name``."""

    owner: Thing
    name: str
    function: FunctionRef | None = None
    home: ClassRef | None = None


@dataclass(slots=True, eq=False)
class Super:
    instance: Thing
    home: ClassRef


@dataclass(slots=True, eq=False)
class Partial:
    """``functools.partial``."""

    function: Thing
    arguments: list[Thing]
    keywords: dict[str, Thing]


@dataclass(slots=True, eq=False)
class Options:
    """``argparse``'s parser or what it gives: the defaults by name."""

    values: dict[str, Thing] = field(default_factory=dict)


class Open(dict[Thing, Thing]):
    """A dictionary that has more entries than are known."""


class Keywords(dict[str, Thing]):
    """Keyword arguments beside which a call gives more that are not known."""


class Parts(list[Thing]):
    """The parts of a library's model, as one: a choice among them is again such a list."""


class Repeated(list[Thing]):
    """A list of which one element is known, but not how often it stands there."""


@dataclass(slots=True, eq=False)
class Made:
    """A layer that the program has made but not yet used."""

    kind: LayerKind
    variant: str
    symbol: str
    framework: str
    settings: dict[str, Setting]
    evidence: Evidence
    name: str = ""
    owner: Thing = None  # what holds it
    inner: tuple[Thing, ...] = ()  # layers it wraps
    shape: Shape = UNKNOWN_SHAPE  # of a parameter
    activation: str | None = None  # that it applies to its result; "" if it is not known which
    weights: Weights | None = None  # when first used
    tied: bool = False  # it trains the weights of another layer


@dataclass(slots=True, eq=False)
class Container:
    """Layers in order (``sequential``) or only kept together."""

    symbol: str
    framework: str
    sequential: bool
    items: list[tuple[str, Thing]]
    evidence: Evidence
    name: str = ""
    owner: Thing = None
    uncertain: bool = False  # how many there are is not known
    input_shape: Shape | None = None
    scope: str = ""
    path: str = ""
    gaps: list[int] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Instance:
    """An object of one of the program's own classes."""

    cls: ClassRef
    framework: str  # "" if it is no layer
    evidence: Evidence
    attributes: dict[str, Thing] = field(default_factory=dict)
    container: Container | None = None  # of a subclass of a sequential one
    name: str = ""
    owner: Thing = None
    gaps: list[int] = field(default_factory=list)
    arguments_known: int = 0
    made_in: ClassRef | None = None


@dataclass(slots=True, eq=False)
class Node:
    """One use of a layer."""

    order: int
    made: Made
    inputs: tuple[Node | None, ...]  # None: what comes from outside
    input_shape: Shape
    output_shape: Shape
    weights: Weights
    name: str
    module: str
    used_at: Evidence
    gaps: tuple[int, ...] = ()


@dataclass(slots=True, eq=False)
class Tensor:
    """What a layer gives; ``node`` is None for what comes from outside."""

    node: Node | None
    shape: Shape = UNKNOWN_SHAPE


@dataclass(slots=True, eq=False)
class Graph:
    """A model between given tensors: ``Model(inputs, outputs)``."""

    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    symbol: str
    framework: str
    evidence: Evidence
    path: str
    order: int  # of the last node before it was made
    name: str = ""
    owner: Thing = None
    scope: str = ""


def tensors_in(values: Iterable[Thing], depth: int = 0) -> list[Tensor]:
    """All tensors among ``values``, those inside of tuples, lists and dictionaries too."""
    found: list[Tensor] = []
    for value in values:
        kind = type(value)
        if kind is Tensor:
            found.append(value)  # type: ignore[arg-type]
        elif kind in _HOLDING and value and depth < 4:
            inner = value.values() if isinstance(value, dict) else value
            found += tensors_in(inner, depth + 1)  # type: ignore[arg-type]
    return found


_HOLDING = frozenset({tuple, list, dict, Open, Parts, Repeated})
