"""What the address of the about page says: which node of the taxonomy is open."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, urlencode

ABOUT: Final = "/about"
_NODE: Final = re.compile(r"[a-z0-9_.]{1,80}")


def about_link(node: str = "") -> str:
    return f"{ABOUT}?{urlencode({'node': node})}" if node else ABOUT


def read_about(search: str) -> str:
    """The node that is asked for; "" for none, or for what is no ID of a node."""
    asked = dict(parse_qsl(search.removeprefix("?")[:4_096])).get("node", "")
    return asked if _NODE.fullmatch(asked) else ""
