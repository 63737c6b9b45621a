"""Containers of layers: what is put into them, what their methods give, what input they declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acumen.domain.network import Setting, Shape
from acumen.syntax.network import elements, members
from acumen.syntax.network.layers import Site, reshape_sizes
from acumen.syntax.network.settings import is_size, number, size_or_unknown
from acumen.syntax.network.values import (
    UNKNOWN,
    Container,
    Given,
    Instance,
    Made,
    Repeated,
    Tensor,
    Thing,
)

if TYPE_CHECKING:
    from acumen.syntax.network.machine import Machine


def fill(container: Container, arguments: list[Thing], keywords: dict[str, Thing]) -> None:
    """Put in what the constructor of a container was given."""
    given = list(arguments)
    layers = keywords.get("layers", keywords.get("modules"))
    if layers is not None:
        given = [layers]
    one = given[0] if len(given) == 1 else None
    if isinstance(one, dict):
        pairs = [(str(key), value) for key, value in one.items()]
    elif isinstance(one, (list, tuple)):
        container.uncertain = container.uncertain or isinstance(one, Repeated)
        named = all(isinstance(i, tuple) and len(i) == 2 and isinstance(i[0], str) for i in one)
        if named and one and container.symbol != "torch.nn.ModuleList":
            pairs = [(str(i[0]), i[1]) for i in one if isinstance(i, tuple)]
        else:
            pairs = [(str(place), item) for place, item in enumerate(one)]
    else:
        container.uncertain = container.uncertain or (one is UNKNOWN and len(given) == 1)
        pairs = [(str(place), item) for place, item in enumerate(given) if item is not UNKNOWN]
        container.uncertain = container.uncertain or len(pairs) < len(given)
    for name, item in pairs[:2000]:
        add(container, name, item)


def add(container: Container, name: str, item: Thing) -> None:
    members.adopt(container, item, name)
    container.items.append((name, item))


def call_method(
    machine: Machine,
    owner: Container,
    name: str,
    given: Given,
    site: Site,
) -> Thing:
    """The result of ``owner.name(...)``."""
    arguments, keywords = given
    if name in ("append", "add") and arguments and len(owner.items) < 2000:
        add(owner, str(len(owner.items)), arguments[0])
        if name == "add" and len(owner.items) == 1:
            owner.input_shape = first_shape(owner)
    elif name in ("add_module", "register_module") and len(arguments) + len(keywords) == 2:
        label = arguments[0] if arguments else keywords.get("name")
        added = arguments[1] if len(arguments) > 1 else keywords.get("module", UNKNOWN)
        add(owner, label if isinstance(label, str) else str(len(owner.items)), added)
    elif name == "insert" and len(arguments) == 2 and isinstance(arguments[0], int):
        members.adopt(owner, arguments[1], str(arguments[0]))
        owner.items.insert(arguments[0], (str(arguments[0]), arguments[1]))
    elif name == "extend" and arguments:
        for value in (elements.elements(arguments[0]) or [])[:512]:
            add(owner, str(len(owner.items)), value)
        owner.uncertain = owner.uncertain or isinstance(arguments[0], Repeated)
    elif name == "pop" and owner.items:
        owner.items.pop()
    elif name in ("items", "named_children", "values", "children"):
        named = name in ("items", "named_children")
        found: list[Thing] = [pair if named else pair[1] for pair in owner.items]
        return Repeated(found) if owner.uncertain else found
    elif name == "keys":
        return [key for key, _ in owner.items]
    elif name == "build":
        wanted = arguments[0] if arguments else keywords.get("input_shape")
        if isinstance(wanted, (tuple, list)) and owner.input_shape is None:
            sizes, _ = reshape_sizes([wanted])
            owner.input_shape = Shape((None, *sizes[1:]))
    elif name in ("forward", "call"):
        return machine.call(owner, arguments, keywords, site)
    return UNKNOWN


def first_shape(container: Container) -> Shape | None:
    """What the first layer of a Keras model says about the input."""
    if container.framework != "keras" or not container.items:
        return None
    first = container.items[0][1]
    for _ in range(8):
        if isinstance(first, (Container, Instance)):
            inner = first.container if isinstance(first, Instance) else first
            if inner is None or not inner.items:
                return None
            first = inner.items[0][1]
    if isinstance(first, Tensor):
        return first.shape
    return declared_shape(first.settings) if isinstance(first, Made) else None


def declared_shape(settings: dict[str, Setting]) -> Shape | None:
    """What a Keras layer's own settings say about its input."""
    for name in ("input_shape", "shape", "batch_input_shape", "batch_shape"):
        setting = settings.get(name)
        if setting is None:
            continue
        if setting.known and (isinstance(setting.value, tuple) or is_size(setting.value)):
            sizes = setting.value if isinstance(setting.value, tuple) else (setting.value,)
            dims = tuple(map(size_or_unknown, sizes))
            return Shape((None, *(dims[1:] if name.startswith("batch") else dims)))
        return None
    width = number(settings, "input_dim")
    length = settings.get("input_length")
    if "output_dim" in settings:
        return Shape((None, number(settings, "input_length"))) if length else None
    if "input_dim" in settings:
        if length is not None or "return_sequences" in settings:
            return Shape((None, number(settings, "input_length"), width))
        return Shape((None, width))
    return None
