"""Parts of a page that never change once drawn, handed to the browser as one value.

Every component of Dash costs the browser about a millisecond, because each could be the target of
a callback. A table of a thousand cells is none. :func:`still` writes such a part down as plain
nested lists, which ``assets/still.js`` turns into elements: text stays text, and only the tags and
attributes that are named here are let through.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson
from dash import html
from dash.development.base_component import Component

from app.components.marks import attributes

_NAMES: Final[Mapping[str, str]] = {
    "className": "class",
    "tabIndex": "tabindex",
    "colSpan": "colspan",
    "maxLength": "maxlength",
    "spellCheck": "spellcheck",
}
_KEPT: Final = frozenset(
    {
        "class",
        "tabindex",
        "colspan",
        "id",
        "title",
        "role",
        "scope",
        "href",
        "target",
        "rel",
        "type",
        "maxlength",
        "spellcheck",
        "placeholder",
    }
)
_FLAGS: Final = frozenset({"open", "hidden"})
Node = str | list[Any]  # text, or [tag, attributes, children]


def still(*parts: Component | str | None, class_name: str = "still") -> Component:
    """``parts`` as one component.

    Raises TypeError for a component that is no plain HTML, or an attribute that is not let through.
    """
    nodes = [node for part in parts for node in _nodes(part)]
    return html.Div(
        className=class_name, **attributes({"data-still": orjson.dumps(nodes).decode()})
    )


def _nodes(part: Any) -> list[Node]:
    if part is None:
        return []
    if isinstance(part, list | tuple):
        return [node for each in part for node in _nodes(each)]
    if isinstance(part, Component):
        return [_element(part)]
    if isinstance(part, str | int | float):
        return [str(part)]
    raise TypeError(f"{type(part).__name__} cannot stand in a still part")


def _element(component: Component) -> Node:
    written = component.to_plotly_json()  # type: ignore[no-untyped-call]
    if written["namespace"] != "dash_html_components":
        raise TypeError(f"{written['type']} is no plain HTML")
    props = dict(written["props"])
    children = _nodes(props.pop("children", None))
    return [written["type"].lower(), _attributes(props), children]


def _attributes(props: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in props.items():
        written = _NAMES.get(name, name)
        if value is None or value is False:
            continue
        if written == "style":
            found["style"] = {key: str(item) for key, item in value.items()}
        elif written in _FLAGS:
            found[written] = ""
        elif written in _KEPT or written.startswith(("data-", "aria-")):
            found[written] = str(value)
        else:
            raise TypeError(f"{name} is not let through in a still part")
    return found
