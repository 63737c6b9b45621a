"""The address bar: what is written can be read back, and nothing that is read raises."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acumen.domain.attribute import Facet
from acumen.domain.licence import LicencePolicy
from app.urlstate import (
    MAX_CORNERS,
    MAX_PAGE,
    MAX_SNIPPET,
    Box,
    ExploreState,
    Lasso,
    Sort,
    View,
    choices,
    decode,
    encode,
    read_snippet,
    read_template_path,
    template_link,
    write_snippet,
)

_VALUES = (
    st.text(min_size=1, max_size=30)
    .filter(lambda text: "\ud800" not in text)
    .filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text))
)
_FACETS = st.dictionaries(
    st.sampled_from(Facet), st.lists(_VALUES, min_size=1, max_size=4).map(tuple), max_size=4
)
_COORDINATES = st.integers(-5_000, 5_000).map(lambda number: number / 8)
_IDS = st.builds(
    "{}/{}@{}:{}".format,
    st.text(string.ascii_letters + "-._", min_size=1, max_size=8),
    st.text(string.ascii_letters + "-._0", min_size=1, max_size=8),
    st.text("0123456789abcdef", min_size=12, max_size=12),
    st.text(string.printable.replace("\r", ""), min_size=1, max_size=20),
)


_CODE = st.characters(codec="utf-8")


def lassos() -> st.SearchStrategy[Lasso]:
    corner = st.tuples(_COORDINATES, _COORDINATES)
    return st.lists(corner, min_size=3, max_size=MAX_CORNERS).map(lambda c: Lasso(tuple(c)))


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    x0, y0 = draw(_COORDINATES), draw(_COORDINATES)
    width, height = draw(st.integers(1, 99)), draw(st.integers(1, 99))
    return Box(x0, y0, x0 + width, y0 + height)


@st.composite
def states(draw: st.DrawFn) -> ExploreState:
    include = dict(draw(_FACETS))
    exclude = {
        facet: tuple(v for v in values if v not in include.get(facet, ()))
        for facet, values in draw(_FACETS).items()
    }
    return ExploreState(
        query=draw(st.text(string.printable, max_size=80)).strip(),
        include=choices(include),
        exclude=choices(exclude),
        licence=draw(st.sampled_from(LicencePolicy)),
        colour=draw(st.sampled_from(Facet)),
        view=draw(st.sampled_from(View)),
        sort=draw(st.sampled_from(Sort)),
        page=draw(st.integers(1, MAX_PAGE)),
        code=draw(st.just("") | st.text(_CODE, min_size=1, max_size=400)),
        like=draw(st.just("") | _IDS),
        opened=draw(st.just("") | _IDS),
        box=draw(st.none() | boxes()),
        lasso=draw(st.none() | lassos()),
        index=draw(st.text("0123456789abcdef", max_size=16)),
    )


@given(states())
def test_a_state_survives_the_address_bar(state: ExploreState) -> None:
    reading = decode(encode(state))
    assert reading.state == state
    assert reading.notices == ()


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    decode(text)


@given(st.dictionaries(st.text(max_size=12), st.text(max_size=40), max_size=6))
def test_what_is_understood_of_anything_is_canonical(pairs: dict[str, str]) -> None:
    from urllib.parse import urlencode

    try:
        search = "?" + urlencode(pairs)
    except UnicodeEncodeError:
        return
    state = decode(search).state
    assert decode(encode(state)).state == state


@given(_IDS)
def test_the_link_of_a_template_leads_back_to_it(template_id: str) -> None:
    link = template_link(template_id)
    assert not set(link) & set("?#\n \"'<>")
    assert str(read_template_path(link)) == template_id


@pytest.mark.parametrize(
    "search",
    [
        *["?view=globe", "?bbox=1,2,3", "?bbox=nan,0,1,1", "?f.mood=good", "?p=x", "?t=nothing"],
        *["?x=1", "?sel=1,2,3,4", "?sel=1,2,3,4,5,nan", "?sel=1,2,3,4,5", "?code=a", "?code=!!"],
    ],
)
def test_what_is_not_understood_is_said(search: str) -> None:
    reading = decode(search)
    assert reading.state == ExploreState()
    assert len(reading.notices) == 1


@pytest.mark.parametrize("path", ["/t/", "/t/a/b@xyz/c.py", "/t/a@0123456789ab/c", "/explore", ""])
def test_a_path_that_names_no_template(path: str) -> None:
    assert read_template_path(path) is None


def test_toggling_twice_is_no_change() -> None:
    state = ExploreState(include=choices({Facet.TASK: ("a",)}))
    assert state.toggled(Facet.TASK, "b").toggled(Facet.TASK, "b") == state
    assert state.hidden(Facet.TASK, "a").chosen(Facet.TASK) == ()


def test_a_snippet_that_unpacks_to_too_much_is_refused() -> None:
    import base64
    import zlib

    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = packer.compress(b" " * 50_000_000) + packer.flush()
    with pytest.raises(ValueError, match="too long"):
        read_snippet(base64.urlsafe_b64encode(bomb[:18_000]).rstrip(b"=").decode())
    long = packer_of(" " * (MAX_SNIPPET + 1))
    with pytest.raises(ValueError, match="too long"):
        read_snippet(long)


def packer_of(text: str) -> str:
    import base64
    import zlib

    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packer.compress(text.encode()) + packer.flush()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def test_a_long_snippet_is_cut_to_what_an_address_carries() -> None:
    assert read_snippet(write_snippet("x" * 20_000)) == "x" * MAX_SNIPPET
