"""Both pages in a real browser: they work, they are accessible, and nothing hostile runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from axe_core_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from acumen.domain.attribute import Attribute, Facet
from acumen.domain.evidence import Evidence
from acumen.domain.index import ClusterLabel
from app.urlstate import template_link
from tests.e2e.conftest import Site, Watched
from tests.support.gallery import Gallery, gallery

Visit = Callable[..., Watched]

PAYLOADS = (
    "<script>window.P=1</script>",
    "<img src=x onerror=window.P=1>",
    "<svg onload=window.P=1>",
    "</script><script>window.P=1</script>",
    '"><img src=x onerror=window.P=1>',
    "' onmouseover='window.P=1",
    "javascript:window.P=1",
    "[x](javascript:window.P=1)",
    "<a href=https://evil.example>free</a>",
    "<iframe srcdoc='<script>parent.P=1</script>'></iframe>",
    "<style>*{display:none}</style>",
    "<base href=https://evil.example/>",
    "<form action=https://evil.example><button>x</button></form>",
    "${window.P=1}{{constructor.constructor('window.P=1')()}}",
    "\u202e\u2066<b>turned</b>\u2069\x1b[31m\u200b",
)


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
        "document.getElementById('map-plot').data.reduce((n, t) => n + t.x.length, 0)"
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
    assert "not stored" in page.locator("#code").inner_text()


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


@pytest.fixture
def hostile(site: Site) -> Iterator[Gallery]:
    """The gallery with a payload in every text that the corpus can bring along."""
    calm = site.shelf.gallery
    base = gallery()
    records = list(base.index.templates)
    repositories = list(base.index.repositories)
    for row, payload in enumerate(PAYLOADS):
        record = records[row]
        path = f"{payload}.py"
        files = (replace(record.files[0], path=path, blob=f"{row:040x}"), record.files[1])
        base.code[f"{row:040x}"] = f"{payload}\n# {payload}\nx = '{payload}'\n"
        said = Attribute(
            Facet.DATASET, payload, 0.9, (Evidence(path, 1, 2),), rule=payload, known=False
        )
        records[row] = replace(
            record,
            template=replace(
                record.template,
                path=path,
                files=(path, record.template.files[1]),
                configs=(payload,),
                variants=(payload,),
                project_root=payload,
            ),
            title=payload,
            summary=payload,
            attributes=(*record.attributes, said),
            licence=replace(record.licence, spdx=payload, note=payload),
            files=files,
        )
    for place, repository in enumerate(repositories):
        payload = PAYLOADS[place % len(PAYLOADS)]
        repositories[place] = replace(repository, why=payload, url=payload)
    labels = tuple(ClusterLabel(p, i - 7.0, i - 7.0, 0, 9) for i, p in enumerate(PAYLOADS))
    index = replace(
        base.index,
        templates=tuple(records),
        repositories=tuple(repositories),
        layout=replace(base.index.layout, labels=labels),
    )
    site.shelf.gallery = Gallery(index, base.code)
    yield site.shelf.gallery
    site.shelf.gallery = calm


def test_hostile_text_is_text_on_the_map_page(visit: Visit, hostile: Gallery) -> None:
    watched = visit()
    page = watched.open("/explore?colour=dataset&q=" + "%3Cimg+src%3Dx+onerror%3DP%3D1%3E")
    watched.map_is_drawn()
    for row in range(len(PAYLOADS)):
        page.evaluate(
            """async row => { const { map } = window.acumen;
            const card = await map.marks.cardOf(map.control.state.spec, row);
            map.marks.showCard(card, 500, 300); }""",
            row,
        )
    page.wait_for_selector(".map-card.shown")
    page.goto(watched.site.url + "/explore?view=table", wait_until="domcontentloaded")
    page.wait_for_selector(".result-table")
    _nothing_ran(watched)
    page.goto(watched.site.url + "/explore", wait_until="domcontentloaded")
    watched.map_is_drawn()
    _nothing_ran(watched)


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
            arg=payload.split("\u2066")[-1].split("\u2069")[0][:12],
        )
        page.wait_for_selector(".lines")
        _nothing_ran(watched)


def _nothing_ran(watched: Watched) -> None:
    page = watched.page
    assert page.evaluate("window.P") is None
    assert (
        page.evaluate(
            "document.querySelectorAll('main img:not(.map-picture), main iframe, main form, "
            "main style, main script, main base, main svg:not(#map svg)').length"
        )
        == 0
    )
    bad = page.evaluate(
        "[...document.querySelectorAll('main a[href]')].map(a => a.href)"
        ".filter(h => !h.startsWith(location.origin) && !h.startsWith('https://github.com/')"
        " && h !== 'https://arxiv.org/abs/1910.11015')"
    )
    assert bad == []
    text = json.dumps(page.evaluate("document.body.innerText"), ensure_ascii=False)
    assert not set(text) & set("\u202e\u2066\u2069\u200b\x1b")
