"""Two or three templates side by side, the tray that keeps them, and what the about page tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page

from acumen.domain.evidence import Evidence
from acumen.domain.finding import Confidence, Finding, Outcome
from app.urlstate import template_link
from tests.e2e.conftest import Site, Watched, serving
from tests.e2e.test_pages import PAYLOADS, until
from tests.e2e.test_start import serious
from tests.support.gallery import Gallery, MemoryShelf, gallery, labels, with_record

Visit = Callable[..., Watched]


def _finding(outcome: Outcome, rule: str, *places: Evidence, message: str = "seen") -> Finding:
    return Finding(rule, outcome, message, places, Confidence.HIGH, "Do the other thing.")


def inspected() -> Gallery:
    """The gallery with findings in its first two templates."""
    base = gallery()
    for row, outcome in ((0, Outcome.PRESENT), (1, Outcome.ABSENT)):
        record = base.index.templates[row]
        place = Evidence(record.files[0].path, 27, 28)
        findings = (_finding(outcome, "ACU103", place, message="the softmax is <b>doubled</b>"),)
        base = with_record(base, row, findings=findings, wholly_read=True)
    return base


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving(MemoryShelf(inspected(), labels=labels())) as running:
        yield running


def address(site: Site, *rows: int) -> str:
    templates = site.shelf.current().index.templates
    return "/compare?" + urlencode([("id", templates[row].id) for row in rows])


def test_differences_stand_first_and_lead_to_the_lines(visit: Visit, site: Site) -> None:
    page = visit(width=1440, height=900).open(address(site, 0, 40, 200))
    page.wait_for_selector(".loops", state="attached")
    assert page.locator(".compare-column").count() == 3
    heads = page.locator(".card-section h2").all_inner_texts()
    assert heads[:3] == ["What differs", "What they share", "Known faults"]
    assert page.locator(".excerpt-line").count() > 10
    page.locator(".segment", has_text="Differences only").click()
    page.wait_for_url("**only=diff**")
    until(page, "!document.querySelector('#s-shares')")
    page.locator(".column-head .tool").first.click()
    until(page, "document.querySelectorAll('.compare-column').length === 2")
    page.go_back()
    until(page, "document.querySelectorAll('.compare-column').length === 3")
    page.locator(".compare-table a.place").first.click()
    page.wait_for_selector(".lines .target")


def test_faults_are_compared_kind_by_kind(visit: Visit, site: Site) -> None:
    page = visit(width=1440, height=900).open(address(site, 0, 1))
    page.wait_for_selector(".compare-faults", state="attached")
    row = page.locator("tr", has_text="Redundant softmax layer")
    assert [cell.strip() for cell in row.locator(".leaf-state").all_inner_texts()] == [
        "Found",
        "Clean",
    ]
    assert row.locator("a.place").count() == 2


def test_one_template_is_offered_company(visit: Visit, site: Site) -> None:
    page = visit().open(address(site, 7))
    page.wait_for_selector(".near li a")
    page.locator(".near li a").first.click()
    until(page, "document.querySelectorAll('.compare-column').length === 2")


def test_what_cannot_be_compared_is_told(visit: Visit, site: Site) -> None:
    gone = urlencode({"id": "no/where@0123456789ab:x.py"})
    page = visit().open(f"{address(site, 0)}&{gone}&id=nonsense&i=00ff")
    page.wait_for_selector(".notices p", state="attached")
    said = page.locator(".notices").inner_text()
    assert "not in this index" in said
    assert "nonsense" in said
    assert "another index" in said


def test_the_template_page_fills_the_tray_with_a_key(visit: Visit, site: Site) -> None:
    record = site.shelf.current().index.templates[3]
    page = visit(width=1440, height=900).open(template_link(record.id))
    page.wait_for_selector(".template [data-compare]")
    page.keyboard.press("c")
    page.wait_for_selector("#tray li")
    assert record.title in page.locator("#tray").inner_text()
    page.keyboard.press("c")
    until(page, "document.getElementById('tray').hidden")


def test_findings_show_their_state_their_lines_and_what_to_do(visit: Visit, site: Site) -> None:
    record = site.shelf.current().index.templates[0]
    watched = visit(width=1440, height=900)
    page = watched.open(template_link(record.id) + "#faults-model")
    page.wait_for_selector("#faults-model[open]", state="attached")
    found = page.locator(".leaf-row-found").first
    assert "Found" in found.inner_text()
    assert "the softmax is <b>doubled</b>" in found.inner_text()
    assert "Do the other thing." in found.inner_text()
    assert "not established" in page.locator(".section-safety").inner_text()
    found.locator("a.place").click()
    page.wait_for_selector("#L27.target")
    page.wait_for_selector("#L27.evidence")
    checklist = page.locator(".section-start .copy").last.get_attribute("data-copy") or ""
    assert "## Faults to watch" in checklist
    assert "- [ ] Found: " in checklist
    assert f"commit {record.template.commit}" in checklist


def test_neighbours_say_what_they_share(visit: Visit, site: Site) -> None:
    record = site.shelf.current().index.templates[0]
    page = visit().open(template_link(record.id))
    page.wait_for_selector(".near .shared", state="attached")
    page.locator(".near .beside").first.click()
    page.wait_for_url("**/compare?id=**&id=**")


def test_the_tree_of_faults_is_drawn_and_can_be_walked(visit: Visit) -> None:
    page = visit(width=1440, height=900).open("/about")
    page.wait_for_selector("#sunburst svg .arc", state="attached")
    assert page.locator("#sunburst .arc").count() == page.locator(".tree [data-node]").count()
    page.locator("#sunburst .arc-group path").first.dispatch_event("click")
    page.wait_for_url("**node=**")
    page.goto(page.url.split("?")[0] + "?node=gpu", wait_until="domcontentloaded")
    page.wait_for_selector(".node-pane h3", state="attached")
    until(page, "document.querySelector('.node-pane h3').textContent === 'GPU Usage'")
    assert page.locator(".rules-list li").count() > 0
    page.locator(".tree-list summary").click()
    page.locator(".tree a", has_text="Wrong loss function calculation").first.click()
    until(page, "document.querySelector('.node-pane h3').textContent.startsWith('Wrong loss')")
    page.go_back()
    until(page, "document.querySelector('.node-pane h3').textContent === 'GPU Usage'")


def test_a_bar_leads_to_what_it_counts(visit: Visit) -> None:
    page = visit(width=1440, height=900).open("/about")
    page.wait_for_selector(".bars a", state="attached")
    count = page.locator(".bars li").first.locator(".count").inner_text()
    page.locator(".bars a").first.click()
    page.wait_for_url("**/explore?f.task=**")
    page.wait_for_selector(".total")
    assert page.locator(".total").inner_text().startswith(f"{count} of ")


def paths(site: Site) -> dict[str, str]:
    return {
        "compare": address(site, 0, 1, 40),
        "nothing": "/compare",
        "about": "/about?node=training",
        "template": template_link(site.shelf.current().index.templates[0].id),
    }


READY = ".loops, .compare-empty, #sunburst svg, .near .shared"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("where", ["compare", "nothing", "about", "template"])
def test_axe_finds_nothing_serious(visit: Visit, site: Site, theme: str, where: str) -> None:
    page = visit(theme=theme).open(paths(site)[where])
    page.wait_for_selector(READY, state="attached")
    page.evaluate("document.querySelectorAll('main details').forEach(d => { d.open = true; })")
    assert serious(page) == []


@pytest.mark.parametrize("where", ["compare", "nothing", "about", "template"])
def test_a_narrow_screen_needs_no_sideways_scrolling(visit: Visit, site: Site, where: str) -> None:
    page = visit(width=390, height=844).open(paths(site)[where])
    page.wait_for_selector(READY, state="attached")
    page.evaluate("document.querySelectorAll('main details').forEach(d => { d.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_hostile_text_is_text_everywhere(visit: Visit, site: Site) -> None:
    calm = site.shelf.gallery
    assert calm
    base = calm
    for row, payload in enumerate(PAYLOADS):
        record = base.index.templates[row]
        place = Evidence(record.files[0].path, 27, 28)
        base = with_record(
            base,
            row,
            title=payload,
            summary=payload,
            licence=replace(record.licence, spdx=payload, note=payload),
            findings=(_finding(Outcome.PRESENT, "ACU103", place, message=payload),),
        )
    site.shelf.gallery = base
    try:
        watched = visit(width=1440, height=900)
        for first in range(0, len(PAYLOADS), 3):
            page = watched.open(address(site, first, first + 1, first + 2))
            page.wait_for_selector(".loops", state="attached")
            _clean(page)
        page = watched.open("/start?step=picks&licence=any")
        page.wait_for_selector(".pick", state="attached")
        _clean(page)
    finally:
        site.shelf.gallery = calm


def _clean(page: Page) -> None:
    assert page.evaluate("window.P") is None
    odd = "main img, main iframe, main form, main style, main script, main base"
    assert page.locator(odd).count() == 0
    assert not set(page.evaluate("document.body.innerText")) & set("\u202e\u2066\u2069\u200b\x1b")
