"""Globs mean what they mean in the standard library."""

from __future__ import annotations

from fnmatch import fnmatchcase

from hypothesis import given
from hypothesis import strategies as st

from acumen.syntax.globs import fits

TEXTS = st.text("ab.*?[]!\n", max_size=8)


@given(TEXTS, TEXTS)
def test_a_glob_fits_what_the_standard_library_says(name: str, glob: str) -> None:
    assert fits(name, glob) == fnmatchcase(name, glob)
    one_star = glob.translate(dict.fromkeys(map(ord, "*?["))) + "*" + name[1:]
    assert fits(name, one_star) == fnmatchcase(name, one_star)
