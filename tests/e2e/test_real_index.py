"""The ways of the three users from start to finish, over programs that nobody made up.

The index is that of pinned source distributions; the app reads it from a home, as it is served.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from acumen.domain.annotation import CuratorRole
from acumen.embedding.registry import load_encoder
from acumen.store.curators import add_curator
from app.factory import create_app
from app.urlstate import template_link
from corpus.loader import load_vocabularies, read_source_argument
from indexer.pipeline import IndexOptions, build_index
from tests.e2e.conftest import Site, Watched, listening
from tests.e2e.test_pages import until
from tests.e2e.test_start import serious

Visit = Callable[..., Watched]
CHOSEN = {"pypi/keras", "pypi/opacus", "pypi/dm-haiku"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("real") / "home"
    sources = read_source_argument("starter", allow_local=False)
    report = build_index(
        [source for source in sources if source.repository in CHOSEN],
        IndexOptions(home=home),
        vocabularies=load_vocabularies(),
        load_encoder=lambda: load_encoder("hashing"),
    )
    assert report.templates > 40
    assert not report.failed
    return home


@pytest.fixture(scope="module")
def token(home: Path) -> str:
    return add_curator(home / "curators.json", "ada", CuratorRole.MAINTAINER).token


@pytest.fixture(scope="module")
def site(home: Path, token: str) -> Iterator[Site]:
    assert token
    app = create_app(home, encoder_name="hashing", curators=home / "curators.json")
    with listening(app) as url:
        yield Site(url)


def test_the_newcomer(visit: Visit) -> None:
    page = visit(width=1440, height=900).open("/start")
    page.locator(".option", has_text="Image classification").click()
    page.wait_for_selector("[data-step=data]")
    page.locator(".option", has_text="Images").first.click()
    page.wait_for_selector("[data-step=framework]")
    for step in ("hardware", "experience"):
        page.locator("[data-start=skip]").click()
        page.wait_for_selector(f"[data-step={step}]")
    page.locator(".option", has_text="Little or none").click()
    page.wait_for_selector(".pick")
    assert page.locator(".pick").count() == 3
    for pick in page.locator(".pick").all():
        assert pick.locator(".reasons li").count() >= 3
        assert pick.locator(".reasons a.place").count() >= 3
        assert pick.locator(".safety-cell").count() == 5
        assert re.search(r"MIT|Apache-2\.0|BSD", pick.inner_text())
    assert page.locator(".others li").count() >= 1
    page.locator(".pick .reasons a.place").first.click()
    page.wait_for_selector(".lines .target")
    page.get_by_role("link", name="Faults", exact=True).click()
    assert "unknown" in page.locator(".section-safety").inner_text().lower()
    assert page.locator(".section-start .copy").count() >= 1


def test_the_newcomer_by_keyboard_alone(visit: Visit) -> None:
    page = visit(width=1440, height=900).open("/start")
    page.wait_for_selector(".option")
    page.keyboard.press("1")
    page.wait_for_selector("[data-step=data]")
    until(page, "document.activeElement.id === 'question-title'")
    tab_to(page, "document.activeElement.dataset.start === 'picks'")
    page.keyboard.press("Enter")
    page.wait_for_selector(".pick")
    until(page, "document.activeElement.id === 'question-title'")
    tab_to(page, "document.activeElement.matches('.pick .reasons a.place')")
    page.keyboard.press("Enter")
    page.wait_for_selector(".lines .target")


def tab_to(page: Page, found: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(found):
            return
    raise AssertionError(f"no tab leads to: {found}")


def test_the_searcher(visit: Visit) -> None:
    watched = visit(width=1440, height=900)
    page = watched.open("/explore")
    watched.map_is_drawn()
    page.locator("#query").fill("handwritten digits convolutional")
    page.wait_for_url("**q=handwritten**")
    page.wait_for_selector(".reasons")
    page.locator("[data-map=fit]").click()
    page.wait_for_url("**bbox=**")
    hit = page.evaluate("window.acumen.map.control.state.spec.hits[0]")
    place = watched.point(hit[0])
    page.mouse.move(*place)
    page.wait_for_selector(".map-card.shown")
    page.mouse.click(*place)
    page.wait_for_selector(".preview")
    page.locator(".preview .compare-toggle").click()
    page.wait_for_selector("#tray:visible")
    page.locator(".result .compare-toggle").nth(3).click()
    until(page, "document.querySelectorAll('.tray-items li').length === 2")
    page.locator("#tray a.primary").click()
    page.wait_for_url("**/compare?**")
    page.wait_for_selector(".loop, .compare table")
    assert "Framework" in page.locator("main").inner_text()


def test_the_searcher_by_keyboard_alone(visit: Visit) -> None:
    page = visit().ask_by_keys("text generation")
    tab_to(page, "document.activeElement.matches('.value')")
    page.keyboard.press("Enter")
    page.wait_for_selector(".chip:not(.chip-read)")
    page.keyboard.press("j")
    title = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:not(.hidden)")
    assert page.locator("h1").inner_text() == title
    page.wait_for_selector("#code .lines")


def test_the_curator(visit: Visit, token: str) -> None:
    page = visit(width=1440, height=900).open("/curate")
    page.get_by_label("Token").fill(token)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_selector("#curate:not([aria-busy]) #curate-title")
    page.get_by_role("link", name=re.compile("^New")).click()
    expect(page.locator(".curate-form")).to_contain_text("New or changed")
    page.wait_for_selector("#code .lines")
    seen = page.locator(".curate-form .where").nth(1).inner_text()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator("#curate-status")).to_contain_text("1 saved in this session")
    expect(page.locator(".curate-form .where").nth(1)).not_to_have_text(seen)
    page.keyboard.press("z")
    expect(page.locator("#curate-status")).to_contain_text("Taken back")
    page.keyboard.press("Shift+Z")
    expect(page.locator("#curate-status")).to_contain_text("Done again")
    page.get_by_role("link", name="Agreement").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="What stands").click()
    (kept,) = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert json.loads(kept)["value"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    ["/start", "/start?task=image-classification&step=picks", "/explore", "/explore?view=list",
     "template", "compare", "/curate", "/about"],
)  # fmt: skip
def test_axe_finds_nothing_serious(visit: Visit, site: Site, theme: str, path: str) -> None:
    page = visit(theme=theme).open("/explore?q=image+classification&view=list")
    if path in {"template", "compare"}:
        page.wait_for_selector(".result .compare-toggle")
        ids = page.evaluate(
            "[...document.querySelectorAll('.result [data-compare]')].map(b => b.dataset.compare)"
        )
        path = template_link(ids[0]) if path == "template" else f"/compare?id={ids[0]}&id={ids[1]}"
    page.goto(site.url + path)
    page.wait_for_selector("main h1, main h2, .option, .results")
    page.wait_for_load_state("networkidle")
    assert serious(page) == []
