"""Programs of one or several modules for tests, and what is read of them."""

from __future__ import annotations

from acumen.domain.facts import Language, ModuleFacts
from acumen.domain.network import Network
from acumen.syntax.network import read_networks
from acumen.syntax.program import Program
from acumen.syntax.reading import read_module


def program_of(code: str, **others: str) -> Program:
    """``others`` are modules by name; the entry is ``main.py``."""
    texts = {"main.py": code, **{f"{name}.py": text for name, text in others.items()}}
    modules = {}
    for path, text in texts.items():
        facts = read_module(text.encode(), Language.PYTHON)
        assert isinstance(facts, ModuleFacts), path
        modules[path] = facts
    return Program("main.py", modules)


def networks_of(code: str, **others: str) -> tuple[Network, ...]:
    return read_networks(program_of(code, **others))


def one(code: str, **others: str) -> Network:
    found = networks_of(code, **others)
    assert len(found) == 1, [network.name for network in found]
    return found[0]


def labels(network: Network) -> list[str]:
    return [layer.label for layer in network.layers]
