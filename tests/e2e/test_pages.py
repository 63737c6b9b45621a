"""Both pages in a real browser: they work, they are accessible, and nothing hostile runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_core_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from app.urlstate import template_link
from tests.e2e.conftest import Site, Watched, serving
from tests.e2e.payloads import PAYLOADS, nothing_ran
from tests.support.gallery import Gallery, GalleryFetcher, MemoryShelf, gallery

Visit = Callable[..., Watched]


def until(page: Page, expression: str, arg: object = None) -> None:
    """Wait until ``expression`` holds. The page's policy forbids Playwright's own polling."""
    for _ in range(450):
        if page.evaluate(expression, arg):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never true: {expression}")


def first(site: Site) -> str:
    record = site.shelf.current().index.templates[0]
    return template_link(record.id)


def test_the_map_and_the_list_show_the_same_corpus(visit: Visit) -> None:
    watched = visit()
    page = watched.open("/explore")
    watched.map_is_drawn()
    assert page.locator(".total").inner_text() == "300 templates"
    assert page.locator(".result").count() == 20
    drawn = page.evaluate(
        "document.getElementById('map-plot')._fullLayout._plots.xy._scene.scatter2d.groups"
        ".reduce((n, group) => n + group.count, 0)"
    )
    assert drawn == 300
    assert page.locator(".no-webgl").count() == 0
    assert page.locator(".region:visible").count() > 4
    assert "Unknown" in page.locator("#legend").inner_text()


def test_a_query_goes_into_the_address_and_back(visit: Visit) -> None:
    watched = visit()
    page = watched.open("/explore")
    watched.map_is_drawn()
    page.keyboard.press("/")
    page.keyboard.type("gcn graph")
    page.wait_for_url("**/explore?q=gcn+graph**")
    page.wait_for_selector(".reasons")
    assert page.locator(".total").inner_text() == "18 results"
    page.locator(".value", has_text="pytorch").first.click()
    page.wait_for_url("**f.framework=pytorch**")
    page.wait_for_selector(".chips .chip")
    page.go_back()
    page.wait_for_selector(".chip:not(.chip-read)", state="detached")
    page.go_back()
    page.wait_for_selector(".reasons", state="detached")
    until(page, "document.getElementById('query').value === ''")
    page.go_forward()
    page.wait_for_selector(".reasons")
    until(page, "document.getElementById('query').value === 'gcn graph'")


def test_keys_move_through_the_results_and_open_one(visit: Visit) -> None:
    watched = visit()
    page = watched.open("/explore?f.task=object-detection")
    page.wait_for_selector(".result .title")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    title = page.evaluate("document.activeElement.textContent")
    assert title == page.locator(".title").first.inner_text()
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 1
    page.keyboard.press("Escape")
    page.locator(".title").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:not(.hidden)")
    assert page.locator("h1").inner_text() == title


def test_moving_the_map_is_noted_in_the_address(visit: Visit) -> None:
    watched = visit()
    page = watched.open("/explore")
    watched.map_is_drawn()
    page.locator("[data-map=in]").click()
    page.wait_for_url("**bbox=**")
    kept = page.url
    page.reload(wait_until="domcontentloaded")
    watched.map_is_drawn()
    assert page.url == kept
    page.locator("[data-map=reset]").click()
    until(page, "!location.search.includes('bbox')")


def test_a_point_opens_its_preview(visit: Visit, site: Site) -> None:
    record = site.shelf.current().index.templates[5]
    watched = visit()
    page = watched.open("/explore")
    watched.map_is_drawn()
    place = watched.point(5)
    page.mouse.move(*place)
    page.wait_for_selector(".map-card.shown")
    assert record.title in page.locator(".map-card").inner_text()
    page.mouse.click(*place)
    page.wait_for_selector(".preview")
    assert record.title in page.locator(".preview h2").inner_text()
    page.keyboard.press("Escape")
    page.wait_for_selector(".preview", state="detached")


def test_evidence_leads_to_its_line(visit: Visit, site: Site) -> None:
    watched = visit()
    page = watched.open(first(site))
    page.wait_for_selector(".lines")
    page.locator("tr", has_text="Dataset").locator("a.place").first.click()
    page.wait_for_selector("#L6.target")
    assert page.locator("[data-file][aria-current]").inner_text().startswith("data.py")
    assert "data.py" in page.locator("#code-name").inner_text()
    page.go_back()
    until(page, "document.getElementById('code-name').textContent.includes('train')")
    page.wait_for_selector(".near li")


def test_code_that_is_not_stored_says_so(visit: Visit, site: Site) -> None:
    shelf = site.shelf
    assert shelf.gallery
    record = next(
        r for r in shelf.current().index.templates if r.files[0].blob not in shelf.gallery.code
    )
    page = visit().open(template_link(record.id))
    page.wait_for_selector("#code .state")
    told = page.locator("#code").inner_text()
    assert "not on this machine" in told
    assert f"acumen show {record.id} --code" in told
    assert page.locator("#code button").count() == 0  # this server fetches nothing


def test_code_is_fetched_when_a_reader_asks_for_it(visit: Visit) -> None:
    shelf = MemoryShelf(gallery())
    assert shelf.gallery
    record = next(
        r for r in shelf.current().index.templates if r.files[0].blob not in shelf.gallery.code
    )
    with serving(shelf, GalleryFetcher(shelf)) as running:
        watched = visit()
        watched.site = running
        page = watched.open(template_link(record.id))
        page.get_by_role("button", name="Fetch the code").click()
        page.wait_for_selector("#code .problem")
        assert "look at the network" in page.locator("#code").inner_text()
        page.get_by_role("button", name="Try again").click()
        page.wait_for_selector("#code .lines")
        assert "import torch" in page.locator("#L1").inner_text()


def test_nothing_found_offers_to_drop_a_filter(visit: Visit) -> None:
    page = visit().open("/explore?f.task=node-classification&f.dataset=coco")
    page.locator(".offer").first.click()
    page.wait_for_selector(".result")


def test_an_old_link_and_an_unknown_page_are_told(visit: Visit) -> None:
    watched = visit()
    page = watched.open("/explore?i=feedface&mood=1")
    page.wait_for_selector(".notices a")
    assert "another index" in page.locator(".notices").inner_text()
    assert "mood" in page.locator(".notices").inner_text()
    page = visit().open("/t/no/where@0123456789ab/x.py")
    page.wait_for_selector(".state")
    assert "no template of that ID" in page.locator("main").inner_text()


def test_without_webgl_there_is_a_picture_and_the_list(visit: Visit) -> None:
    watched = visit(gl=False)
    page = watched.open("/explore?q=speech")
    page.wait_for_selector(".map-picture")
    assert page.evaluate("window.acumen.map.control.state.spec.hits.length") > 0
    assert "no WebGL" in page.locator("#map-status").inner_text()
    assert page.locator(".result").count() > 0


def test_the_chosen_theme_is_there_before_the_first_paint(visit: Visit) -> None:
    watched = visit(theme="light")
    page = watched.open("/explore")
    page.wait_for_selector(".result")
    page.locator(".header-tools .mantine-ActionIcon-root").click()
    until(page, "document.documentElement.dataset.mantineColorScheme === 'dark'")
    page.route("**/_dash-layout", lambda route: None)
    page.reload(wait_until="commit")
    until(page, "document.documentElement.dataset.mantineColorScheme === 'dark'")
    page.unroute_all()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("where", ["explore", "template"])
def test_axe_finds_nothing_serious(visit: Visit, site: Site, theme: str, where: str) -> None:
    watched = visit(theme=theme)
    if where == "explore":
        page = watched.open("/explore?q=gan+pictures&f.modality=image")
        watched.map_is_drawn()
        page.wait_for_selector(".reasons")
    else:
        page = watched.open(first(site))
        page.wait_for_selector(".lines")
        page.wait_for_selector(".near li")
    page.evaluate(AXE_SCRIPT)
    result: dict[str, Any] = page.evaluate("axe.run()")
    found = [
        (v["id"], [node["target"] for node in v["nodes"]][:4])
        for v in result["violations"]
        if v["impact"] in {"serious", "critical"}
    ]
    assert found == []


@pytest.mark.parametrize("path", ["/explore", "template"])
def test_a_narrow_screen_needs_no_sideways_scrolling(visit: Visit, site: Site, path: str) -> None:
    page = visit(width=390, height=844).open(first(site) if path == "template" else path)
    page.wait_for_selector(".lines, .result")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_hostile_text_is_text_on_template_pages(visit: Visit, hostile: Gallery) -> None:
    watched = visit()
    for row, payload in enumerate(PAYLOADS):
        page = watched.page
        link = template_link(hostile.index.templates[row].id)
        if row == 0:
            watched.open(link)
        else:
            page.evaluate("href => window.acumen.go(href)", link)
        until(
            page,
            "want => document.querySelector('h1')?.textContent.includes(want)",
            arg=" ".join(payload.split("\u2066")[-1].split("\u2069")[0].split())[:12],
        )
        page.wait_for_selector(".lines")
        nothing_ran(page)
