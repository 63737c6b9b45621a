"""What Python's own functions give for constants, lists and layers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from acumen.syntax.network import arithmetic, elements, members
from acumen.syntax.network.layers import Site
from acumen.syntax.network.table import spelled
from acumen.syntax.network.values import (
    UNKNOWN,
    ClassRef,
    Container,
    Instance,
    Made,
    Parts,
    Repeated,
    Super,
    Symbol,
    Thing,
)

if TYPE_CHECKING:
    from acumen.syntax.network.machine import Machine


_BUILTINS = frozenset(
    {
        "range", "len", "int", "float", "str", "bool", "list", "tuple", "dict", "set", "zip",
        "enumerate", "reversed", "sorted", "min", "max", "sum", "abs", "round", "isinstance",
        "hasattr", "getattr", "setattr", "super", "print", "map", "type", "pow", "divmod",
    }
)  # fmt: skip


def named(name: str) -> Thing:
    """The function of Python that ``name`` means where the program binds it to nothing."""
    return Symbol(f"builtins.{name}") if name in _BUILTINS else UNKNOWN


def ordered(arguments: list[Thing]) -> Thing:
    """What ``dict(...)`` and ``OrderedDict(...)`` hold."""
    if not arguments:
        return {}
    given = arguments[0]
    if isinstance(given, dict):
        return dict(given)
    if isinstance(given, (list, tuple)) and len(arguments) == 1:
        pairs = [i for i in given if isinstance(i, tuple) and len(i) == 2]
        if len(pairs) == len(given):
            return {
                key if isinstance(key, (str, int)) else f"?{place}": value
                for place, (key, value) in enumerate(pairs)
            }
    return {str(place): value for place, value in enumerate(arguments)}


Rule = Callable[["Machine", list[Thing], dict[str, Thing], Site], Thing]


def _unknown(
    machine: Machine, arguments: list[Thing], keywords: dict[str, Thing], site: Site
) -> Thing:
    del machine, arguments, keywords, site
    return UNKNOWN


def _range(
    machine: Machine, arguments: list[Thing], keywords: dict[str, Thing], site: Site
) -> Thing:
    del machine, keywords, site
    numbers = [v for v in arguments if isinstance(v, int)]
    if not 1 <= len(numbers) <= 3 or len(numbers) != len(arguments):
        return UNKNOWN
    return range(*numbers) if len(numbers) < 3 or numbers[2] else UNKNOWN


def _len(machine: Machine, arguments: list[Thing], keywords: dict[str, Thing], site: Site) -> Thing:
    del machine, keywords, site
    if len(arguments) != 1 or elements.of_unknown_length(arguments[0]):
        return UNKNOWN
    if isinstance(arguments[0], dict):
        return len(arguments[0])
    found = elements.elements(arguments[0])
    return UNKNOWN if found is None else len(found)


def _sequence(
    machine: Machine, arguments: list[Thing], keywords: dict[str, Thing], site: Site
) -> Thing:
    del machine, keywords, site
    if not arguments:
        return []
    if isinstance(arguments[0], Parts):
        return arguments[0]
    found = elements.elements(arguments[0])
    if found is None:
        return UNKNOWN
    return Repeated(found) if isinstance(arguments[0], Repeated) else found


def _tuple(
    machine: Machine, arguments: list[Thing], keywords: dict[str, Thing], site: Site
) -> Thing:
    found = _sequence(machine, arguments, keywords, site)
    return tuple(found) if type(found) is list else found


def _zip(machine: Machine, arguments: list[Thing], keywords: dict[str, Thing], site: Site) -> Thing:
    del machine, keywords, site
    columns = [elements.elements(value) for value in arguments]
    known = [column for column in columns if column is not None]
    if len(known) != len(columns):
        if not known:
            return UNKNOWN
        length = min(len(column) for column in known)
        whole = [column if column is not None else [UNKNOWN] * length for column in columns]
        return list(zip(*whole, strict=False))
    pairs: list[Thing] = list(zip(*known, strict=False))
    return Repeated(pairs) if any(isinstance(v, Repeated) for v in arguments) else pairs


def _enumerate(
    machine: Machine, arguments: list[Thing], keywords: dict[str, Thing], site: Site
) -> Thing:
    del machine, site
    start = arguments[1] if len(arguments) > 1 else keywords.get("start", 0)
    found = elements.elements(arguments[0]) if arguments else None
    if found is None or not isinstance(start, int):
        return UNKNOWN
    pairs: list[Thing] = list(enumerate(found, start))
    return Repeated(pairs) if elements.of_unknown_length(arguments[0]) else pairs


def _reversed(
    machine: Machine, arguments: list[Thing], keywords: dict[str, Thing], site: Site
) -> Thing:
    found = _sequence(machine, arguments, keywords, site)
    if isinstance(found, Repeated):
        return Repeated(reversed(found))
    return list(reversed(found)) if isinstance(found, list) else UNKNOWN


def _number(convert: Callable[[float], float]) -> Rule:
    def rule(
        machine: Machine, arguments: list[Thing], keywords: dict[str, Thing], site: Site
    ) -> Thing:
        del machine, keywords, site
        if len(arguments) == 1 and isinstance(arguments[0], (int, float)):
            try:
                return convert(arguments[0])
            except (ValueError, OverflowError):
                return UNKNOWN
        return UNKNOWN

    return rule


def _extreme(choose: Callable[..., float]) -> Rule:
    def rule(
        machine: Machine, arguments: list[Thing], keywords: dict[str, Thing], site: Site
    ) -> Thing:
        del machine, site
        values = arguments
        if len(arguments) == 1:
            values = elements.elements(arguments[0]) or []
        numbers = [v for v in values if isinstance(v, (int, float))]
        if keywords or not numbers or len(numbers) != len(values):
            return UNKNOWN
        return choose(numbers)

    return rule


def _sum(machine: Machine, arguments: list[Thing], keywords: dict[str, Thing], site: Site) -> Thing:
    del keywords
    found = elements.elements(arguments[0]) if arguments else None
    if not found or isinstance(arguments[0], Repeated):
        return UNKNOWN
    total: Thing = found[0]
    for value in found[1:]:
        total = arithmetic.binary(machine, "+", total, value, site)
    return total


def _dict(
    machine: Machine, arguments: list[Thing], keywords: dict[str, Thing], site: Site
) -> Thing:
    del machine, site
    found = ordered(arguments[:1])
    return {**found, **keywords} if isinstance(found, dict) else UNKNOWN


def _isinstance(
    machine: Machine, arguments: list[Thing], keywords: dict[str, Thing], site: Site
) -> Thing:
    del keywords, site
    if len(arguments) != 2:
        return UNKNOWN
    value, wanted = arguments
    options = wanted if isinstance(wanted, tuple) else (wanted,)
    answers = [_is_a(machine, value, option) for option in options]
    if any(answer is True for answer in answers):
        return True
    return False if all(answer is False for answer in answers) else UNKNOWN


_TYPES: dict[str, tuple[type, ...]] = {
    "int": (int,), "float": (float,), "str": (str,), "bool": (bool,), "list": (list,),
    "tuple": (tuple,), "dict": (dict,),
}  # fmt: skip


def _is_a(machine: Machine, value: Thing, wanted: Thing) -> bool | None:
    if value is UNKNOWN or wanted is UNKNOWN:
        return None
    if isinstance(wanted, ClassRef):
        if isinstance(value, Instance):
            return any(home is wanted for home in members.lineage(machine, value.cls))
        return False if isinstance(value, (Made, Container, int, str)) else None
    if not isinstance(wanted, Symbol):
        return None
    symbol = spelled(wanted.name)
    if symbol.startswith("builtins."):
        types = _TYPES.get(symbol[9:])
        if types is None:
            return None
        if isinstance(value, bool) and types == (int,):
            return True
        return isinstance(value, types)
    if isinstance(value, (Made, Container)):
        return _is_layer_of(value, symbol)
    if isinstance(value, Instance):
        return True if _BASES.get(symbol) == value.framework else None
    if value is None or isinstance(value, (bool, int, float, str, tuple, list, dict)):
        return False
    return None


_BASES = {"torch.nn.Module": "pytorch", "keras.layers.Layer": "keras", "keras.Layer": "keras"}


def _is_layer_of(value: Made | Container, symbol: str) -> bool | None:
    """Whether a layer of a library is of a class of it, as far as names tell."""
    if value.symbol == symbol or _BASES.get(symbol) == value.framework:
        return True
    last = symbol.rpartition(".")[2]
    plain = symbol.startswith("torch.nn.") and symbol.count(".") == 2 and last[:1].isupper()
    return False if plain and symbol not in _BASES else None


def _getattr(
    machine: Machine, arguments: list[Thing], keywords: dict[str, Thing], site: Site
) -> Thing:
    del keywords, site
    if len(arguments) >= 2 and isinstance(arguments[1], str):
        return members.attribute(machine, arguments[0], arguments[1])
    return UNKNOWN


def _setattr(
    machine: Machine, arguments: list[Thing], keywords: dict[str, Thing], site: Site
) -> Thing:
    del keywords, site
    if len(arguments) == 3 and isinstance(arguments[1], str):
        members.set_attribute(machine, arguments[0], arguments[1], arguments[2])
    return None


def _hasattr(
    machine: Machine, arguments: list[Thing], keywords: dict[str, Thing], site: Site
) -> Thing:
    del keywords, site
    if len(arguments) == 2 and isinstance(arguments[0], Instance) and isinstance(arguments[1], str):
        name = arguments[1]
        own, cls = arguments[0].attributes, arguments[0].cls
        return name in own or members.class_member(machine, cls, name) is not None
    return UNKNOWN


def _super(
    machine: Machine, arguments: list[Thing], keywords: dict[str, Thing], site: Site
) -> Thing:
    del machine, keywords
    home = arguments[0] if arguments and isinstance(arguments[0], ClassRef) else site.scope.home
    return Super(site.scope.instance, home) if home is not None else UNKNOWN


def _map(machine: Machine, arguments: list[Thing], keywords: dict[str, Thing], site: Site) -> Thing:
    del keywords
    found = elements.elements(arguments[1]) if len(arguments) == 2 else None
    if found is None:
        return UNKNOWN
    return [machine.call(arguments[0], [value], {}, site) for value in found[:512]]


def _type(
    machine: Machine, arguments: list[Thing], keywords: dict[str, Thing], site: Site
) -> Thing:
    del machine, keywords, site
    one = arguments[0] if len(arguments) == 1 else None
    return one.cls if isinstance(one, Instance) else UNKNOWN


def _str(machine: Machine, arguments: list[Thing], keywords: dict[str, Thing], site: Site) -> Thing:
    del machine, keywords, site
    one = arguments[0] if len(arguments) == 1 else UNKNOWN
    return str(one) if isinstance(one, (int, str)) and not isinstance(one, bool) else UNKNOWN


_BUILTIN: dict[str, Rule] = {
    "range": _range, "len": _len, "list": _sequence, "tuple": _tuple, "sorted": _unknown,
    "zip": _zip, "enumerate": _enumerate, "reversed": _reversed, "int": _number(int),
    "float": _number(float), "abs": _number(abs), "round": _number(round), "min": _extreme(min),
    "max": _extreme(max), "sum": _sum, "dict": _dict, "isinstance": _isinstance,
    "getattr": _getattr, "setattr": _setattr, "hasattr": _hasattr, "super": _super, "map": _map,
    "type": _type, "str": _str, "bool": _number(bool),
}  # fmt: skip


def call(
    name: str, machine: Machine, arguments: list[Thing], keywords: dict[str, Thing], site: Site
) -> Thing:
    """The result of the function ``name``; unknown for what decides nothing here."""
    return _BUILTIN.get(name, _unknown)(machine, arguments, keywords, site)
