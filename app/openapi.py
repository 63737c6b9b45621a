"""The description of ``/api/v1`` in the form of OpenAPI 3.1, written from values.

A test holds it against the routes that there are and against what they answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

from acumen import __version__
from acumen.domain.attribute import Facet
from acumen.domain.licence import LicencePolicy
from acumen.recommend.needs import Experience
from acumen.search.records import MAX_CODE_CHARACTERS, MAX_QUERY_CHARACTERS
from app.answers import MAX_ID, PREFIX
from app.schemas import TEXT, WHOLE, Schema, array, reference, schemas
from app.services.library import COLOURS
from app.services.points import CAP
from app.services.questions import DEEPEST, MOST

_BINARY: Final = "application/octet-stream"


def _parameter(name: str, about: str, schema: Schema, *, required: bool = False) -> Schema:
    return {
        "name": name,
        "in": "query",
        "description": about,
        "required": required,
        "schema": schema,
    }


def _filters() -> list[Schema]:
    several = array({"type": "string", "maxLength": 200})
    wanted = [
        _parameter(f"f.{facet}", f"Any of these values of {facet}; repeat for several.", several)
        for facet in Facet
    ]
    unwanted = [
        _parameter(f"not.{facet}", f"None of these values of {facet}.", several) for facet in Facet
    ]
    policies = {"type": "string", "enum": [policy.value for policy in LicencePolicy]}
    return [*wanted, *unwanted, _parameter("licence", "Whose terms are accepted.", policies)]


_ID: Final = _parameter(
    "id", "A template: owner/name@commit:path.", {"type": "string", "maxLength": MAX_ID},
    required=True,
)  # fmt: skip
_INDEX: Final = _parameter("v", "The index that the address belongs to.", TEXT, required=True)
_OFFSET: Final = _parameter("offset", "How many to leave out at the start.", WHOLE)
_LIMIT: Final = _parameter(
    "limit", "How many to give.", {"type": "integer", "minimum": 1, "maximum": MOST}
)
_CAP: Final = _parameter(
    "cap", "How many points to give.", {"type": "integer", "minimum": 1, "maximum": CAP}
)
_BBOX: Final = _parameter("bbox", "A part of the map: x0,y0,x1,y1.", TEXT)
_COLOUR: Final = _parameter(
    "colour",
    "The attribute that gives points their colour.",
    {"type": "string", "enum": [facet.value for facet in COLOURS]},
)


def _operation(
    name: str, about: str, answer: str, parameters: Sequence[Schema] = (), *, media: str = ""
) -> Schema:
    content = (
        {media: {"schema": {"type": "string", "format": "binary"}}}
        if media
        else {"application/json": {"schema": reference(answer)}}
    )
    problem = {"content": {"application/json": {"schema": reference("Error")}}}
    return {
        "get": {
            "operationId": name,
            "summary": about,
            "parameters": list(parameters),
            "responses": {
                "200": {"description": about, "content": content},
                "default": {"description": "What went wrong, and what to do.", **problem},
            },
        }
    }


def _paths() -> dict[str, Schema]:
    filters = _filters()
    query = _parameter(
        "q", "What is looked for, in words.", {"type": "string", "maxLength": MAX_QUERY_CHARACTERS}
    )
    code = _parameter(
        "code", "An example of the code.", {"type": "string", "maxLength": MAX_CODE_CHARACTERS}
    )
    like = _parameter("like", "The ID of a template to resemble.", TEXT)
    words = array({"type": "string", "maxLength": 200})
    levels = {"type": "string", "enum": [level.value for level in Experience]}
    needs = [
        *(_parameter(name, f"The {name} that it should have; repeat for several.", words)
          for name in ("task", "data", "framework", "hardware")),
        _parameter("experience", "How much deep learning somebody has done.", levels),
        _parameter("text", "Anything else, in words.", TEXT),
        filters[-1],
    ]  # fmt: skip
    offset = _parameter("offset", "How many hits to leave out.", {**WHOLE, "maximum": DEEPEST - 1})
    view = [_INDEX, _BBOX, _CAP, *filters]
    path = _parameter("path", "One of the template's files.", TEXT, required=True)
    facet = _parameter("facet", "Which attributes to count; repeat for several.", words)
    theme = _parameter("theme", "light or dark.", {"type": "string", "enum": ["light", "dark"]})
    row = {"name": "row", "in": "path", "required": True, "description": "A row of the index.",
           "schema": WHOLE}  # fmt: skip
    return {
        "/search": _operation(
            "search", "The best templates for a text, for code, or like another template",
            "SearchResult", [query, code, like, *filters, _LIMIT, offset],
        ),
        "/templates": _operation(
            "templates", "All templates that pass the filters, by ID", "Templates",
            [*filters, _LIMIT, _OFFSET],
        ),
        "/template": _operation("template", "All that is known of one template", "Template", [_ID]),
        "/compare": _operation(
            "compare", "Two or three templates side by side; repeat id", "Comparison", [_ID]
        ),
        "/recommend": _operation(
            "recommend", "Three templates to start from", "Recommendation", needs
        ),
        "/facets": _operation("facets", "How many templates have each value", "Facets",
                              [facet, *filters]),
        "/faults": _operation("faults", "What is said of a template's faults", "Faults", [_ID]),
        "/taxonomy": _operation("taxonomy", "The tree of faults and its rules", "Taxonomy"),
        "/code": _operation("code", "One file of a template", "Anything", [_ID, path]),
        "/healthz": _operation("healthz", "Which index answers", "Status"),
        "/openapi.json": _operation("openapi", "This document", "Anything"),
        "/points": _operation("points", "Points of a view: positions and rows", "", view,
                              media=_BINARY),
        "/colours": _operation("colours", "A colour code for each point of a view", "",
                               [*view, _COLOUR], media=_BINARY),
        "/passing": _operation("passing", "A bit for each point: whether it passes the filters",
                               "", [_INDEX, *filters], media=_BINARY),
        "/density.png": _operation("density", "Where templates stand close together", "",
                                   [_INDEX, _COLOUR, theme], media="image/png"),
        "/regions": _operation("regions", "Names of regions of the map", "Anything", [_INDEX]),
        "/card/{row}": _operation("card", "A template in short", "Anything", [row, _INDEX]),
    }  # fmt: skip


@cache
def document() -> Schema:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Acumen",
            "version": __version__,
            "summary": "Deep-learning programs to start from, with the reasons and their lines.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": PREFIX}],
        "paths": _paths(),
        "components": {"schemas": schemas()},
    }
