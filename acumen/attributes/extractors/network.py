"""How deep the networks are that the program builds, and how many weights they have.

Reads the networks of :mod:`acumen.syntax.network`: the layers as they are used, with the sizes that
the text of the program gives. A network that is read to its end is worth .95, or .9 where the
number of its weights is only bounded; one that is read in part says so, with the first reason, and
is worth .7. At most four are named, the deepest first.

Blind to networks that are taken whole from a library, and to sizes that only the data decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from acumen.attributes.subject import Subject
from acumen.domain.attribute import Attribute, Facet
from acumen.domain.network import Network, NetworkState, Weights

FACET = Facet.NETWORK

_MOST: Final = 4
_LONGEST_NAME: Final = 60
_LONGEST_REASON: Final = 120


def extract(subject: Subject) -> Iterator[Attribute]:
    networks = [network for network in subject.program.networks if network.depth]
    networks.sort(key=lambda n: (-n.depth, -n.weights.low, n.evidence, n.name))
    for network in networks[:_MOST]:
        evidence = (network.evidence, *(missing.evidence for missing in network.missing[:1]))
        yield Attribute(
            FACET,
            in_words(network),
            _confidence(network),
            tuple(dict.fromkeys(evidence)),
            rule=f"network:{_how(network)}",
            known=False,
        )


def in_words(network: Network) -> str:
    """``Net: 5 layers deep, 61,706 weights``; bounds and gaps are said."""
    depth = f"{network.depth} {'layer' if network.depth == 1 else 'layers'} deep"
    name = network.name[:_LONGEST_NAME]
    if network.state is NetworkState.PARTIAL:
        return f"{name}: {depth} as far as it is read, {_number(network.weights)}"
    return f"{name}: {depth}, {_number(network.weights)}"


def _number(weights: Weights) -> str:
    if weights.exact:
        return f"{weights.low:,} weights"
    if weights.high is not None:
        return f"{weights.low:,} to {weights.high:,} weights"
    if weights.low:
        return f"at least {weights.low:,} weights"
    return "number of weights unknown"


def _confidence(network: Network) -> float:
    if network.state is NetworkState.PARTIAL:
        return 0.7
    return 0.95 if network.weights.exact else 0.9


def _how(network: Network) -> str:
    if not network.missing:
        return str(network.state)
    first = network.missing[0]
    return f"{network.state}, {first.gap}: {first.detail}"[:_LONGEST_REASON]
