"""A reader of the JSON Schemas that the app publishes, to hold its answers against them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "number": (int, float),
    "integer": int,
    "boolean": bool,
    "null": type(None),
}


def problems(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any]) -> Iterator[str]:
    """Where ``value`` is not what ``schema`` says; nothing where it is."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        yield from (
            f"{name}{p}" for p in problems(value, root["components"]["schemas"][name], root)
        )
        return
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if not any(isinstance(value, _TYPES[kind]) for kind in kinds):
        yield f": {value!r:.60} is no {' or '.join(kinds)}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f": {value!r} is none of {schema['enum']}"
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if number and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f": {value} is out of range"
    if isinstance(value, dict):
        for name in schema.get("required", ()):
            if name not in value:
                yield f".{name} is missing"
        for name, item in value.items():
            inner = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
            if isinstance(inner, dict):
                yield from (f".{name}{p}" for p in problems(item, inner, root))
    if isinstance(value, list) and "items" in schema:
        for place, item in enumerate(value):
            yield from (f"[{place}]{p}" for p in problems(item, schema["items"], root))
