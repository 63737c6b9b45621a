"""What calling something gives: the rule for each kind of callee."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acumen.domain.network import Gap
from acumen.syntax.network import arithmetic, externals, methods
from acumen.syntax.network.functions import run_function
from acumen.syntax.network.graphs import replay
from acumen.syntax.network.instances import instantiate
from acumen.syntax.network.layers import Site, unknown_call, use_layer
from acumen.syntax.network.runs import apply, run_network
from acumen.syntax.network.values import (
    UNKNOWN,
    Bound,
    ClassRef,
    Container,
    FunctionRef,
    Graph,
    Instance,
    Made,
    Partial,
    Symbol,
    Thing,
    tensors_in,
)

if TYPE_CHECKING:
    from acumen.syntax.network.machine import Machine

_MAX_CALLS = 32  # of functions inside of functions


def call(
    machine: Machine, callee: Thing, arguments: list[Thing], keywords: dict[str, Thing], site: Site
) -> Thing:
    """The result of a call; :data:`UNKNOWN` for what is not followed."""
    machine.left -= 1
    if machine.left < 0:
        machine.exhausted()
    if callee is UNKNOWN and not machine.rooted and not arguments and not keywords:
        return UNKNOWN
    if isinstance(callee, Bound):
        return methods.call_method(machine, callee, arguments, keywords, site)
    if isinstance(callee, Symbol):
        return externals.call_symbol(machine, callee, arguments, keywords, site)
    if isinstance(callee, Made):
        arguments = [arithmetic.as_tensor(machine, a, site) for a in arguments]
        return use_layer(machine, callee, [*arguments, *keywords.values()], site)
    if isinstance(callee, Partial):
        merged = {**callee.keywords, **keywords}
        return call(machine, callee.function, [*callee.arguments, *arguments], merged, site)
    if isinstance(callee, (FunctionRef, ClassRef, Instance, Container, Graph)):
        if machine.depth >= _MAX_CALLS * 4:
            machine.gap(Gap.CYCLE, "calls inside of calls", site.evidence)
            return UNKNOWN
        machine.depth += 3
        try:
            return _call_own(machine, callee, arguments, keywords, site)
        finally:
            machine.depth -= 3
    given = tensors_in([*arguments, *keywords.values()])
    if any(tensor.node is not None for tensor in given) or (machine.rooted and given):
        return unknown_call(machine, "a call that cannot be followed", given, site)
    return UNKNOWN


def _call_own(
    machine: Machine,
    callee: FunctionRef | ClassRef | Instance | Container | Graph,
    arguments: list[Thing],
    keywords: dict[str, Thing],
    site: Site,
) -> Thing:
    if isinstance(callee, FunctionRef):
        return run_function(machine, callee, arguments, keywords, None)
    if isinstance(callee, ClassRef):
        return instantiate(machine, callee, arguments, keywords, site)
    if isinstance(callee, Graph):
        return replay(machine, callee, tensors_in(arguments), site)
    framework = callee.framework
    given = tensors_in([*arguments, *keywords.values()])
    from_graph = framework != "pytorch" and any(tensor.node is not None for tensor in given)
    if machine.rooted or from_graph or not framework:
        machine.used[id(callee)] = callee
        return apply(machine, callee, arguments, keywords, site)
    return run_network(machine, callee, arguments, keywords, site)
