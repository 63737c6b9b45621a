"""Looking globs up by how they begin finds what trying each of them finds."""

from __future__ import annotations

from fnmatch import fnmatchcase

from hypothesis import given
from hypothesis import strategies as st

from acumen.attributes.matching import _Globs

GLOBS = st.lists(st.text("ab*?", min_size=1, max_size=6), max_size=6, unique=True)


@given(GLOBS, st.text("ab", max_size=8))
def test_the_same_globs_match(globs: list[str], text: str) -> None:
    found = _Globs((glob, glob) for glob in globs).matches(text)
    assert sorted(found) == sorted(glob for glob in globs if fnmatchcase(text, glob))
