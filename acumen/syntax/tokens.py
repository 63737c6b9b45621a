"""A hash by which two copies of a program are known, however they are formatted and commented."""

from __future__ import annotations

import hashlib

from acumen.syntax.walk import Suite

_WHITESPACE = b" \t\r\n\f\v\\"
_SUITE_ENDS = b"\x02"  # where a suite ends is meaning, how far it is indented is not


def token_hash(source: bytes, prose: list[tuple[int, int]], suites: list[Suite]) -> str:
    """Hex blake2b (16 bytes) of ``source`` without comments, docstrings and whitespace.

    ``prose`` are the byte ranges to leave out, ascending; ``suites`` are ascending by start.
    """
    ends = [suite[2] for suite in suites]
    cuts = sorted([*zip(ends, ends, strict=True), *prose])
    pieces: list[bytes] = []
    add = pieces.append
    done = 0
    for start, end in cuts:
        if start > done:
            add(source[done:start])
        if start == end:
            add(_SUITE_ENDS)
        done = max(done, end)
    pieces.append(source[done:])
    kept = b"".join(pieces).translate(None, _WHITESPACE)
    return hashlib.blake2b(kept, digest_size=16).hexdigest()
