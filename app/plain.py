"""Components as a tree of tags, for panels that the browser builds without React.

React takes about 0.4 ms for each component that Dash hands it. The explore page has fifteen hundred
of them, all of plain HTML that listens to nothing, and exchanges them at every filter; as a tree
that ``assets/panes.js`` writes into the page they cost a twentieth. Texts stay texts on the way:
the browser gets tag names, attributes from a closed list and strings, never markup.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

Node = str | list[Any]  # a text, or [tag, {attribute: value}, [nodes]]

_NAMES: Final[Mapping[str, str]] = {"className": "class", "tabIndex": "tabindex", "htmlFor": "for"}
_ATTRIBUTES: Final = frozenset(
    {"class", "tabindex", "for", "id", "href", "title", "role", "open", "hidden", "scope", "type"}
    | {"target", "rel", "disabled", "style", "lang"}
)
_OWN: Final = frozenset(vars(html.Div())) - {"children"}  # what Dash keeps for itself
_NAMESPACE: Final = "dash_html_components"


def plain(tree: Component | str | float | Sequence[Any] | None) -> list[Node]:
    """``tree`` as nodes. Raises ValueError for what is no plain HTML."""
    if tree is None:
        return []
    if isinstance(tree, str):
        return [tree] if tree else []
    if isinstance(tree, (int, float)):
        return [str(tree)]
    if isinstance(tree, Component):
        return [_element(tree)]
    return [node for part in tree for node in plain(part)]


def _element(component: Component) -> Node:
    namespace, kind = (
        component._namespace,
        component._type,
    )  # to_plotly_json takes ten times as long
    if namespace != _NAMESPACE:
        raise ValueError(f"{namespace}.{kind} is no plain HTML")
    properties = {name: value for name, value in vars(component).items() if name not in _OWN}
    children = plain(properties.pop("children", None))
    attributes: dict[str, Any] = {}
    for name, value in properties.items():
        written = _NAMES.get(name, name)
        if written not in _ATTRIBUTES and not written.startswith(("data-", "aria-")):
            raise ValueError(f"no attribute {name} in a plain tree")
        if value is not None and value is not False and value != "":
            attributes[written] = value
    return [kind.lower(), attributes, children]
