"""A hash by which two copies of a program are known, however they are formatted and commented."""

from __future__ import annotations

import hashlib

from acumen.syntax.walk import Suite

_WHITESPACE = b" \t\r\n\f\v\\"
_SUITE_BEGINS, _SUITE_ENDS = b"\x01", b"\x02"  # where a suite ends is meaning, its indentation not


def token_hash(source: bytes, prose: list[tuple[int, int]], suites: list[Suite]) -> str:
    """Hex blake2b (16 bytes) of ``source`` without comments, docstrings and whitespace.

    ``prose`` are the byte ranges to leave out, ascending; ``suites`` are ascending by start.
    """
    cuts: list[tuple[int, int, bytes]] = [(start, end, b"") for start, end in prose]
    for suite in suites:
        cuts.append((suite.start, suite.start, _SUITE_BEGINS))
        cuts.append((suite.end, suite.end, _SUITE_ENDS))
    cuts.sort()
    pieces: list[bytes] = []
    done = 0
    for start, end, mark in cuts:
        if start > done:
            pieces.append(source[done:start])
        if mark:
            pieces.append(mark)
        done = max(done, end)
    pieces.append(source[done:])
    kept = b"".join(pieces).translate(None, _WHITESPACE)
    return hashlib.blake2b(kept, digest_size=16).hexdigest()
