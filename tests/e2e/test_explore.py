"""The searcher's way through the explore page, with the pointer and with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_core_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.e2e.conftest import Site, Watched
from tests.e2e.payloads import PAYLOADS, nothing_ran
from tests.support.gallery import Gallery

Visit = Callable[..., Watched]
SNIPPET = "class Net(nn.Module):\n    def forward(self, x):\n        return self.head(x)\n"


def until(page: Page, expression: str, arg: object = None) -> None:
    """Wait until ``expression`` holds. The page's policy forbids Playwright's own polling."""
    for _ in range(450):
        if page.evaluate(expression, arg):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never true: {expression}")


def ring(watched: Watched, row: int, reach: float = 70) -> None:
    """Draw around a point by hand."""
    page = watched.page
    x, y = watched.point(row)
    page.mouse.move(x - reach, y - reach)
    page.mouse.down()
    for dx, dy in ((reach, -reach), (reach, reach), (-reach, reach), (-reach, -reach + 8)):
        page.mouse.move(x + dx, y + dy, steps=4)
    page.mouse.up()


def test_the_searchers_way_by_hand(visit: Visit, site: Site) -> None:
    watched = visit()
    page = watched.open("/explore")
    watched.map_is_drawn()
    page.locator("#query").fill("graph nodes")
    page.wait_for_url("**q=graph+nodes**")
    page.wait_for_selector(".reasons")
    until(page, "window.acumen.map.control.state.spec.hits.length > 5")
    assert page.locator(".total").inner_text() == "18 results"
    before = page.evaluate("JSON.stringify(window.acumen.map.view.box)")
    page.locator("[data-map=fit]").click()
    page.wait_for_url("**bbox=**")
    assert page.evaluate("JSON.stringify(window.acumen.map.view.box)") != before
    hit = page.evaluate("window.acumen.map.control.state.spec.hits[0]")
    place = watched.point(hit[0])
    page.mouse.move(*place)
    page.wait_for_selector(".map-card.shown")
    title = page.locator(".map-card .card-title").inner_text()
    page.mouse.click(*place)
    page.wait_for_selector(".preview")
    assert page.locator(".preview h2").inner_text() == title
    page.locator(".preview .compare-toggle").click()
    page.wait_for_selector("#tray:visible")
    page.locator(".result .compare-toggle").nth(3).click()
    until(page, "document.querySelectorAll('.tray-items li').length === 2")
    page.locator(".legend .chooser summary").click()
    page.locator(".menu a", has_text="Framework").click()
    page.wait_for_url("**colour=framework**")
    until(page, "document.querySelector('.legend').textContent.includes('pytorch')")
    page.locator("#tray a.primary").click()
    page.wait_for_url("**/compare?**")


def test_a_line_drawn_around_points_is_summed_up_and_kept(visit: Visit, site: Site) -> None:
    watched = visit()
    page = watched.open("/explore")
    watched.map_is_drawn()
    row = next(
        number
        for number, record in enumerate(site.shelf.current().index.templates)
        if "node-classification" in record.id
    )
    page.keyboard.press("l")
    ring(watched, row)
    page.wait_for_url("**sel=**")
    page.wait_for_selector(".selection")
    assert "drawn around" in page.locator(".selection h3").inner_text()
    unusual = page.locator(".traits[aria-label=Unusual]").inner_text()
    assert "graph" in unusual or "node-classification" in unusual
    assert "×" in unusual
    drawn = page.locator("#map-lasso .edge").get_attribute("d")
    total = page.locator(".total").inner_text()
    page.reload(wait_until="domcontentloaded")
    watched.map_is_drawn()
    page.wait_for_selector(".selection")
    assert page.locator(".total").inner_text() == total
    assert page.locator("#map-lasso .edge").get_attribute("d")
    assert drawn
    page.locator(".traits a").first.click()
    page.wait_for_selector(".chip:not(.chip-read)")
    page.locator(".selection .clear").click()
    page.wait_for_selector(".selection", state="detached")
    until(page, "!document.querySelector('#map-lasso .edge')?.getAttribute('d')?.length")


def test_a_line_around_nothing_says_what_to_do(visit: Visit) -> None:
    watched = visit()
    page = watched.open("/explore")
    watched.map_is_drawn()
    page.locator("[data-map=lasso]").click()
    ring(watched, 5, reach=3)
    until(page, "document.getElementById('map-status').textContent.includes('Draw a line')")
    assert "sel=" not in page.url


def test_dragging_wheel_and_box_move_the_map(visit: Visit) -> None:
    watched = visit()
    page = watched.open("/explore")
    watched.map_is_drawn()
    box = "window.acumen.map.view.box"
    width = page.evaluate(f"{box}.x1 - {box}.x0")
    found = page.locator("#map").bounding_box()
    assert found
    x, y = found["x"] + 260, found["y"] + 330
    left = page.evaluate(f"{box}.x0")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 10, steps=4)
    page.mouse.up()
    page.wait_for_url("**bbox=**")
    assert page.evaluate(f"{box}.x0") < left
    assert page.evaluate(f"{box}.x1 - {box}.x0") == pytest.approx(width)
    page.mouse.wheel(0, -240)
    until(page, f"{box}.x1 - {box}.x0 < {width * 0.9}")
    page.locator("[data-map=zoom]").click()
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 90, y + 90, steps=4)
    page.mouse.up()
    until(page, f"{box}.x1 - {box}.x0 < {width * 0.4}")
    page.locator("[data-map=reset]").click()
    until(page, "!location.search.includes('bbox')")


INKED = """row => {
    const { map } = window.acumen;
    const at = map.data.place(map.control.state.points, row);
    if (!at) return null;
    const [left, top] = map.view.pixel(...at);
    const gl = document.querySelector("#map-plot .gl-canvas-context");
    const copy = new OffscreenCanvas(1, 1).getContext("2d");
    const ratio = gl.width / gl.clientWidth;
    copy.drawImage(gl, -Math.round(left * ratio), -Math.round(top * ratio));
    return copy.getImageData(0, 0, 1, 1).data[3] > 100;
}"""
INK = """() => {
    const gl = document.querySelector("#map-plot .gl-canvas-context");
    const copy = new OffscreenCanvas(gl.width, gl.height).getContext("2d");
    copy.drawImage(gl, 0, 0);
    const { data } = copy.getImageData(0, 0, gl.width, gl.height);
    let found = 0;
    for (let i = 3; i < data.length; i += 4) if (data[i] > 100) found += 1;
    return found;
}"""


def test_points_are_drawn_where_they_stand_and_move_with_the_map(visit: Visit) -> None:
    watched = visit()
    page = watched.open("/explore")
    watched.map_is_drawn()
    rows = page.evaluate("window.acumen.map.control.state.points.groups.map(g => g.rows[0])")
    known = [row for row in rows[:9] if row is not None]  # the unknown are rings, empty inside
    assert len(known) > 4
    for row in known:
        until(page, INKED, row)
    whole = page.evaluate(INK)
    found = page.locator("#map").bounding_box()
    assert found
    page.mouse.move(found["x"] + 260, found["y"] + 330)
    page.mouse.down()
    page.mouse.move(found["x"] + 310, found["y"] + 345, steps=4)
    for row in known:
        until(page, INKED, row)  # while the map is still held
    page.mouse.up()
    assert page.evaluate(INK) < whole * 1.3  # nothing stays where it was
    page.locator("[data-map=reset]").click()
    value = page.locator(".value", has_text="pytorch").first
    value.click()
    page.wait_for_url("**f.framework=pytorch**")
    until(page, "window.acumen.map.control.state.points.shown < 300")
    until(page, f"most => ({INK})() < most", whole * 0.95)


def test_finer_names_are_shown_close_up(visit: Visit) -> None:
    watched = visit()
    page = watched.open("/explore")
    watched.map_is_drawn()
    assert page.locator(".region:not(.fine):visible").count() > 4
    assert page.locator(".region.fine:visible").count() == 0
    page.goto(watched.site.url + "/explore?bbox=-2.5,4,2.5,8", wait_until="domcontentloaded")
    watched.map_is_drawn()
    until(page, "document.querySelectorAll('.region.fine:not([hidden])').length > 0")


def test_the_table_reaches_every_template(visit: Visit) -> None:
    watched = visit()
    page = watched.open("/explore?view=table")
    page.wait_for_selector(".result-table")
    assert page.evaluate("window.Plotly") is None  # no map, no drawing library
    seen: set[str] = set()
    for number in range(1, 7):
        until(page, "n => document.querySelector('.page-link[aria-current]').textContent == n",
              arg=str(number))  # fmt: skip
        until(page, "!document.querySelector('#results[aria-busy]')")
        seen |= set(
            page.evaluate("[...document.querySelectorAll('.result')].map(r => r.dataset.row)")
        )
        if number < 6:
            page.locator(".turn-next").click()
    assert len(seen) == 300
    page.locator(".segment", has_text="Map").click()
    watched.map_is_drawn()


def test_filters_are_added_and_left_out_in_place(visit: Visit) -> None:
    watched = visit()
    page = watched.open("/explore")
    watched.map_is_drawn()
    points = []
    page.on("request", lambda r: points.append(r.url) if "/api/v1/points" in r.url else None)
    value = page.locator(".value", has_text="pytorch").first
    value.click(modifiers=["Alt"])
    page.wait_for_url("**not.framework=pytorch**")
    page.wait_for_selector(".chip-not")
    until(page, "window.acumen.map.control.state.points.shown < 300")
    value.click()
    page.wait_for_url("**f.framework=pytorch**")
    shown = page.locator(".total").inner_text().split(" ")[0]
    until(page, "n => window.acumen.map.control.state.points.shown === n", arg=int(shown))
    assert points == []  # what is there already is not sent again


def test_code_is_asked_for_in_a_box_and_by_pasting(visit: Visit) -> None:
    watched = visit()
    page = watched.open("/explore")
    page.wait_for_selector(".result")
    page.keyboard.press("c")
    page.wait_for_selector("#code-box[open]")
    page.locator("#code-text").fill(SNIPPET)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**code=**")
    page.wait_for_selector(".chip", state="attached")
    until(page, "document.querySelector('.chips').textContent.includes('code: 3 lines')")
    page.wait_for_selector(".reasons")
    address = page.url
    page.keyboard.press("c")
    until(page, "want => document.getElementById('code-text').value === want", arg=SNIPPET.strip())
    page.keyboard.press("Escape")
    page.locator(".chip", has_text="code: 3 lines").click()
    until(page, "!location.search.includes('code=')")
    page.locator("#query").focus()
    page.evaluate(
        """text => { const data = new DataTransfer(); data.setData('text/plain', text);
        document.getElementById('query').dispatchEvent(new ClipboardEvent('paste',
        { clipboardData: data, bubbles: true, cancelable: true })); }""",
        SNIPPET,
    )
    page.wait_for_url("**code=**")
    assert page.url.partition("code=")[2] == address.partition("code=")[2]


def test_the_box_takes_a_repository(visit: Visit, site: Site) -> None:
    name = site.shelf.current().index.templates[0].template.repository
    watched = visit()
    page = watched.open("/explore")
    page.wait_for_selector(".result")
    page.keyboard.press("/")
    page.keyboard.type(f"https://github.com/{name}")
    page.keyboard.press("Enter")
    until(
        page,
        "name => [...document.querySelectorAll('.result .repo')].length > 0 &&"
        "[...document.querySelectorAll('.result .repo')].every(r => r.textContent === name)",
        arg=name,
    )


def test_the_searchers_way_by_keyboard_alone(visit: Visit) -> None:
    page = visit().ask_by_keys("translate languages")
    page.evaluate("document.getElementById('map').focus()")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("+")
    page.keyboard.press("v")
    page.wait_for_url("**sel=**")
    page.wait_for_selector(".selection")
    page.locator(".selection .clear").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".selection", state="detached")
    page.locator(".value").first.focus()
    label = page.evaluate("document.activeElement.querySelector('.name').textContent")
    page.keyboard.press("Enter")
    page.wait_for_selector(".chip:not(.chip-read)")
    focused = page.evaluate("document.activeElement.querySelector('.name')?.textContent")
    assert focused == label  # the focus stays where it was
    page.keyboard.press("Enter")
    page.wait_for_selector(".chip:not(.chip-read)", state="detached")
    page.keyboard.press("j")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#tray:visible")
    page.keyboard.press("j")
    title = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:not(.hidden)")
    assert page.locator("h1").inner_text() == title
    page.go_back()
    page.wait_for_selector(".reasons")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("where", ["table", "selection", "box", "picture"])
def test_axe_finds_nothing_serious(visit: Visit, theme: str, where: str) -> None:
    watched = visit(theme=theme, gl=where != "picture")
    if where == "table":
        page = watched.open("/explore?view=table&q=gan")
        page.wait_for_selector(".result-table")
    elif where == "selection":
        page = watched.open("/explore?sel=-6,5,-2,5,-2,9,-6,9&f.framework=pytorch")
        watched.map_is_drawn()
        page.wait_for_selector(".selection")
    elif where == "box":
        page = watched.open("/explore")
        page.wait_for_selector(".result")
        page.keyboard.press("c")
        page.wait_for_selector("#code-box[open]")
    else:
        page = watched.open("/explore?q=speech")
        page.wait_for_selector(".map-picture")
        page.wait_for_selector(".reasons")
    page.evaluate(AXE_SCRIPT)
    result: dict[str, Any] = page.evaluate("axe.run()")
    found = [
        (v["id"], [node["target"] for node in v["nodes"]][:4])
        for v in result["violations"]
        if v["impact"] in {"serious", "critical"}
    ]
    assert found == []


@pytest.mark.parametrize("view", ["map", "list", "table"])
def test_hostile_text_is_text_in_every_view(visit: Visit, hostile: Gallery, view: str) -> None:
    watched = visit()
    page = watched.open(f"/explore?view={view}&colour=dataset&q=%3Cimg+src%3Dx+onerror%3DP%3D1%3E")
    page.wait_for_selector(".result")
    nothing_ran(page)
    pages = 1 + len(PAYLOADS) // (50 if view == "table" else 20)
    for number in range(1, pages + 1):
        page.evaluate("go => window.acumen.go(go)", f"/explore?view={view}&p={number}&sort=simple")
        until(page, "!document.querySelector('#results[aria-busy]')")
        nothing_ran(page)


def test_hostile_text_is_text_on_the_map(visit: Visit, hostile: Gallery) -> None:
    watched = visit()
    page = watched.open("/explore?colour=task&sel=-9,-9,9,-9,9,9,-9,9")
    watched.map_is_drawn()
    page.wait_for_selector(".selection")
    for row in range(len(PAYLOADS)):
        page.evaluate(
            """async row => { const { map } = window.acumen;
            const card = await map.marks.cardOf(map.control.state.spec, row);
            map.marks.showCard(card, 500, 300); }""",
            row,
        )
    nothing_ran(page)
    for row in range(0, len(PAYLOADS), 7):
        template = hostile.index.templates[row].id
        page.evaluate("id => window.acumen.go('/explore?t=' + encodeURIComponent(id))", template)
        page.wait_for_selector(".preview")
        nothing_ran(page)
