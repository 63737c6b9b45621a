"""Layers as they are written down: calls that make them, and the containers they stand in."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from acumen.mutation.original import Given, Original
from acumen.syntax.program import ResolvedCall

KERAS_LAYER = "*keras.layers."
SMALL_IMAGES = r"(?i)mnist|cifar"


def keras_layers(original: Original, *names: str) -> list[ResolvedCall]:
    """Calls that make Keras layers of these names, in the order of the program."""
    return sorted(
        original.meaning(*(f"{KERAS_LAYER}{name}" for name in names)),
        key=lambda site: (site.path, site.call.start),
    )


def last_dense(original: Original) -> Iterator[ResolvedCall]:
    """The last Dense of each file that makes one network only."""
    for path in original.paths:
        dense = [site for site in keras_layers(original, "Dense") if site.path == path]
        starts = list(original.meaning("*keras.Sequential", "*keras.models.Sequential"))
        starts += list(original.meaning("*keras.Model", "*keras.models.Model"))
        made = [site for site in starts if site.path == path]
        if dense and len(made) == 1 and not original.says(r"class \w+\(.*(?:Model|Layer)\)"):
            yield dense[-1]


def activation(original: Original, site: ResolvedCall) -> tuple[Given | None, str]:
    """The ``activation`` of a Keras layer and its text without quotes; "" if it has none."""
    given = original.argument(site, "activation")
    if given is None and site.qualified.endswith(".Dense"):
        given = original.argument(site, "", 1)
    return given, "" if given is None else original.text(given.value).strip("\"'")


def elements(original: Original, site: ResolvedCall) -> list[Node]:
    """The layers that are written into ``Sequential(...)``, listed or one by one."""
    given = original.arguments(site)
    if len(given) == 1 and given[0].value.type == "list":
        return [n for n in given[0].value.named_children if n.type != "comment"]
    return [item.value for item in given if not item.name]


def torch_sequences(original: Original) -> Iterator[tuple[ResolvedCall, list[Node]]]:
    """Calls of ``nn.Sequential`` with the layers in them."""
    for site in original.meaning("torch.nn.Sequential"):
        found = elements(original, site)
        if found and all(node.type == "call" for node in found):
            yield site, found


def attribute_of(original: Original, site: ResolvedCall) -> str:
    """``fc`` for a call that is the whole value of ``self.fc = ...``; "" otherwise."""
    parent = original.node(site).parent
    target = None if parent is None else parent.child_by_field_name("left")
    if parent is None or parent.type != "assignment" or target is None:
        return ""
    text = original.text(target)
    return text.removeprefix("self.") if text.startswith("self.") and text.count(".") == 1 else ""
