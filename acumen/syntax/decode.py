"""Turn the bytes of a source file into text, the way a careful reader would, and say how.

The ladder: byte order mark, PEP 263 cookie, UTF-8, and Latin-1 as the last resort (it never fails,
so its name in :attr:`Decoded.encoding` is the flag that the text may be wrong). A codec is taken
from an allowlist, never looked up by a name that stands in the file.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from acumen.domain.facts import ReadProblem, Unread

MAX_CODE_BYTES = 1 << 20
LAST_RESORT = "latin-1"

_BYTE_ORDER_MARKS = (  # longest first: UTF-32-LE begins like UTF-16-LE
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_TEXT_CODECS = frozenset(
    {"ascii", "us-ascii", "latin-1", "latin1", "utf-8", "utf8", "utf-8-sig", "utf8-sig"}
    | {"gbk", "gb2312", "gb18030", "big5", "big5hkscs", "shift-jis", "sjis", "euc-jp"}
    | {"iso-2022-jp", "euc-kr", "cp949", "cp932", "cp936", "cp437", "cp850", "cp852", "cp866"}
    | {"koi8-r", "koi8-u", "mac-roman", "tis-620"}
    | {f"iso-8859-{part}" for part in (*range(1, 12), 13, 14, 15, 16)}
    | {f"{prefix}{page}" for prefix in ("cp", "windows-") for page in range(1250, 1259)}
)
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK_OR_COMMENT = re.compile(rb"^[ \t\f]*(?:#.*)?$")
_LFS_PREFIX = b"version https://git-lfs.github.com/spec/"
_LFS_MAX_BYTES = 1024
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))
_LONE_CARRIAGE_RETURN = re.compile(r"\r(?!\n)")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text without a byte order mark, and the codec that gave it."""

    text: str
    encoding: str  # a Python codec name; "latin-1" unless asked for by a cookie is a guess


def is_lfs_pointer(data: bytes) -> bool:
    """Whether ``data`` is the stand-in that git-lfs leaves for a large file."""
    return len(data) <= _LFS_MAX_BYTES and data.startswith(_LFS_PREFIX)


def decode(data: bytes) -> Decoded | Unread:
    """Decode a source file. What comes back holds no NUL and no lone surrogate."""
    if is_lfs_pointer(data):
        return Unread(ReadProblem.LFS_POINTER)
    for mark, codec in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            text = _decoded(data[len(mark) :], codec)
            if text is None:
                return Unread(ReadProblem.UNDECODABLE, f"not the {codec} that its first bytes say")
            return _without_nul(Decoded(text, codec))
    if b"\0" in data:
        return Unread(ReadProblem.BINARY, "holds NUL bytes")
    cookie = _cookie(data)
    for codec in (cookie, "utf-8") if cookie else ("utf-8",):
        text = _decoded(data, codec)
        if text is not None:
            return _without_nul(Decoded(text, codec))
    if len(data) - len(data.translate(None, _CONTROL)) > len(data) // 50:
        return Unread(ReadProblem.BINARY, "holds control bytes")
    return Decoded(data.decode(LAST_RESORT), LAST_RESORT)


def newlines_kept_countable(text: str) -> str:
    """Make every lone carriage return a line feed, so that a line feed ends every line.

    CRLF stays. Lengths and offsets do not change.
    """
    return _LONE_CARRIAGE_RETURN.sub("\n", text) if "\r" in text else text


def _decoded(data: bytes, codec: str) -> str | None:
    try:
        text = data.decode(codec)
        if not text.isascii() and codec != "utf-8":
            text.encode()  # some codecs can give lone surrogates
    except (UnicodeError, LookupError):
        return None
    return text


def _without_nul(decoded: Decoded) -> Decoded | Unread:
    if "\0" in decoded.text:
        return Unread(ReadProblem.BINARY, "holds NUL characters")
    return decoded


def _cookie(data: bytes) -> str:
    """The allowed codec named in the first two lines, or ""."""
    for line in re.split(rb"\r\n|\r|\n", data[:400], maxsplit=2)[:2]:
        if found := _COOKIE.match(line):
            name = found[1].decode("ascii", "replace").lower().replace("_", "-")
            return name if name in _TEXT_CODECS else ""
        if not _BLANK_OR_COMMENT.match(line):
            return ""
    return ""
