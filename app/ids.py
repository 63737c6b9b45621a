"""Component ids, each written once. A typo is an AttributeError, not a dead callback."""

from __future__ import annotations

from typing import Final

URL: Final = "url"
QUERY: Final = "query"
PAGE: Final = "page"
HELP: Final = "help"

EXPLORE: Final = "explore"
FILTERS: Final = "filters"
LEGEND: Final = "legend"
RESULTS: Final = "results"
NOTICES: Final = "notices"
PREVIEW: Final = "preview"
MAP: Final = "map"

TEMPLATE_ID: Final = "template-id"
CODE: Final = "code"
CODE_SPEC: Final = "code-spec"
SIMILAR: Final = "similar"

START: Final = "start"
START_TEXT: Final = "start-text"

COMPARE: Final = "compare"

SUNBURST: Final = "sunburst"
NODE: Final = "node"
