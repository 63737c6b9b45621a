"""Text from elsewhere as it may be shown: nothing invisible, nothing that reorders what is read."""

from __future__ import annotations

import re
from typing import Final

# C0 and C1 controls, bidirectional controls (CVE-2021-42574), zero-width and other invisible
# characters, line separators, lone surrogates, the byte-order mark, tags and private noncharacters
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069"
    "\u3164\ud800-\udfff\ufeff\ufff9-\ufffb\uffa0\U000e0000-\U000e007f]"
)


def shown(text: str, *, limit: int = 0) -> str:
    """``text`` with every invisible character written out as ``⟨U+202E⟩``.

    ``limit`` cuts to so many characters, with an ellipsis; 0 keeps all.
    """
    if limit and len(text) > limit:
        text = text[: limit - 1] + "…"
    return _INVISIBLE.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)


def one_line(text: str, *, limit: int = 0) -> str:
    """As :func:`shown`, with line breaks and tabs turned into single spaces."""
    return shown(" ".join(text.split()), limit=limit)
