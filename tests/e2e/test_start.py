"""The newcomer: from no idea to three programs with reasons, with the mouse and without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_core_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.e2e.conftest import Site, Watched, serving
from tests.e2e.test_pages import until
from tests.support.gallery import MemoryShelf, gallery, labels

Visit = Callable[..., Watched]
ANSWERED = "/start?task=image-classification&framework=jax"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving(MemoryShelf(gallery(), labels=labels())) as running:
        yield running


def left(page: Page) -> int:
    return int(page.locator(".left-count").inner_text().replace(",", ""))


def test_a_newcomer_gets_three_starters_and_opens_the_evidence(visit: Visit) -> None:
    watched = visit(width=1440, height=900)
    page = watched.open("/")
    page.wait_for_url("**/start")
    page.wait_for_selector(".option")
    everything = left(page)
    page.locator(".option", has_text="Image classification").click()
    page.wait_for_url("**task=image-classification**step=data**")
    page.wait_for_selector("[data-step=data]")
    assert left(page) < everything
    page.locator(".option", has_text="Images").first.click()
    page.wait_for_selector("[data-step=framework]")
    page.locator(".option", has_text="PyTorch").first.click()
    page.wait_for_selector("[data-step=hardware]")
    page.locator("[data-start=skip]").click()
    page.wait_for_selector("[data-step=experience]")
    page.locator(".option", has_text="Little or none").click()
    page.wait_for_selector(".pick")
    assert page.locator(".pick .kind").all_inner_texts() == [
        "Best fit",
        "Simplest",
        "Most maintained",
    ]
    for pick in page.locator(".pick").all():
        assert pick.locator(".reasons li").count() >= 3
        assert pick.locator(".reasons a.place").count() >= 3
        assert pick.locator(".safety-cell").count() == 5
        assert "Unknown" in pick.locator(".safety-row").inner_text()
        assert "safe" not in pick.inner_text().lower().replace("safety", "")
    assert page.locator(".others li").count() >= 1
    page.locator(".pick .reasons a.place").first.click()
    page.wait_for_selector(".lines .target")
    page.go_back()
    page.wait_for_selector(".pick")


def test_the_keyboard_alone_is_enough(visit: Visit) -> None:
    watched = visit(width=1440, height=900)
    page = watched.open("/start")
    page.wait_for_selector(".option")
    page.keyboard.press("1")
    page.wait_for_selector("[data-step=data]")
    until(page, "document.activeElement.id === 'question-title'")
    page.keyboard.press("1")
    page.wait_for_selector("[data-step=framework]")
    for _ in range(40):  # to the link that skips the question
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.start") == "skip":
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-step=hardware]")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.start") == "picks":
            break
    page.keyboard.press("Enter")
    page.wait_for_selector(".pick")
    until(page, "document.activeElement.id === 'question-title'")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.pick .reasons a.place')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_selector(".lines .target")
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_selector("[data-step=task]")


def test_back_and_forward_walk_through_the_answers(visit: Visit) -> None:
    page = visit().open("/start")
    page.wait_for_selector(".option")
    page.locator(".option").first.click()
    page.wait_for_selector("[data-step=data]")
    page.go_back()
    page.wait_for_selector("[data-step=task]")
    assert page.locator(".funnel-answer").count() == 0
    page.go_forward()
    page.wait_for_selector("[data-step=data]")
    assert page.locator(".funnel-answer").count() == 1
    page.reload(wait_until="domcontentloaded")
    page.wait_for_selector("[data-step=data]")
    page.locator(".drop").click()
    page.wait_for_selector(".funnel-answer", state="detached")
    assert "task=" not in page.url
    assert "i=" in page.url


def test_own_words_are_an_answer(visit: Visit) -> None:
    page = visit().open("/start")
    page.wait_for_selector(".option")
    page.locator("#start-text").fill("<b>label</b> photos")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-step=data]")
    assert "“<b>label</b> photos”" in page.locator(".funnel").inner_text()
    page.locator("[data-start=picks]").click()
    page.wait_for_selector(".pick")
    assert page.locator(".pick").count() == 3


def test_a_dead_end_gives_up_one_named_answer(visit: Visit) -> None:
    page = visit().open(f"{ANSWERED}&hardware=tpu&step=picks")
    page.wait_for_selector(".concessions")
    assert "Hardware TPU" in page.locator(".concessions").inner_text()
    assert page.locator(".pick").count() == 3
    page.locator(".concessions a").first.click()
    page.wait_for_selector(".concessions", state="detached")
    assert "hardware" not in page.url


def test_what_the_address_says_wrongly_is_told(visit: Visit) -> None:
    page = visit().open("/start?framework=lisp&mood=1&i=00ff&step=picks")
    page.wait_for_selector(".pick")
    said = page.locator(".notices").inner_text()
    assert "lisp" in said
    assert "mood" in said
    assert "another index" in said


def test_picks_are_kept_for_a_comparison(visit: Visit) -> None:
    page = visit(width=1440, height=900).open(f"{ANSWERED}&step=picks")
    page.wait_for_selector(".pick")
    assert page.locator("#tray").is_hidden()
    for button in page.locator(".pick [data-compare]").all()[:2]:
        button.click()
        assert button.get_attribute("aria-pressed") == "true"
    assert page.locator("#tray li").count() == 2
    page.reload(wait_until="domcontentloaded")
    page.wait_for_selector("#tray li")
    page.locator("#tray a.primary").click()
    page.wait_for_url("**/compare?id=**&id=**")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/start", f"{ANSWERED}&hardware=tpu&step=picks"])
def test_axe_finds_nothing_serious(visit: Visit, theme: str, path: str) -> None:
    page = visit(theme=theme).open(path)
    page.wait_for_selector(".option, .pick")
    assert serious(page) == []


def serious(page: Page) -> list[Any]:
    """What axe calls serious or critical, with the first elements."""
    page.evaluate(AXE_SCRIPT)
    result: dict[str, Any] = page.evaluate("axe.run()")
    return [
        (v["id"], [node["target"] for node in v["nodes"]][:4])
        for v in result["violations"]
        if v["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("path", ["/start", f"{ANSWERED}&step=picks"])
def test_a_narrow_screen_needs_no_sideways_scrolling(visit: Visit, path: str) -> None:
    page = visit(width=390, height=844).open(path)
    page.wait_for_selector(".option, .pick")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
