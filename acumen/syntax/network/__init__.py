"""Networks of a program, read from facts: layers, their order, sizes and weights."""

from acumen.syntax.network.reading import read_networks

__all__ = ["read_networks"]
