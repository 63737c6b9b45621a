"""The curator's way through the page, from the token to the figures; and hostile text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app.factory import create_app
from tests.e2e.conftest import SOFTWARE_GL, listening
from tests.e2e.test_pages import PAYLOADS
from tests.e2e.test_start import serious
from tests.support.desk import Office, office
from tests.support.gallery import MemoryShelf, gallery

EXPECTED = re.compile(r"status of (409|401)|ERR_INTERNET_DISCONNECTED|ERR_FAILED")


@dataclass(slots=True)
class Desk:
    """A running app that may be written to."""

    url: str
    office: Office

    def saved(self) -> int:
        return len({event.batch for event in self.office.rows()})


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = office(tmp_path / "home")
    with listening(made.app) as url:
        yield Desk(url, made)


@dataclass(slots=True)
class Seen:
    """What a page wrote to its console and asked of other origins."""

    console: list[str]
    foreign: list[str]


@pytest.fixture
def sit(desk: Desk, browsers: Callable[..., Browser]) -> Iterator[Callable[..., Page]]:
    """A page of a new browser profile, logged in; at the end its console must be empty."""
    opened: list[tuple[Page, Seen]] = []

    def new(name: str = "", *, theme: str = "light", width: int = 1440, height: int = 900) -> Page:
        context = browsers(*SOFTWARE_GL).new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
            accept_downloads=True,
        )
        context.set_default_timeout(45_000)
        page, seen = context.new_page(), Seen([], [])
        page.on(
            "console",
            lambda m: (
                seen.console.append(m.text)
                if m.type in {"error", "warning"}
                and "GPU stall" not in m.text
                and not EXPECTED.search(m.text)
                else None
            ),
        )
        page.on("pageerror", lambda error: seen.console.append(f"exception: {error}"))
        page.on("dialog", lambda dialog: seen.console.append(f"dialog: {dialog.message}"))
        page.on(
            "request",
            lambda r: (
                seen.foreign.append(r.url)
                if not r.url.startswith((desk.url, "data:", "blob:"))
                else None
            ),
        )
        opened.append((page, seen))
        page.goto(f"{desk.url}/curate", wait_until="domcontentloaded")
        if name:
            log_in(page, desk.office.tokens[name])
        return page

    yield new
    for page, _ in opened:
        page.context.close()
    for _, seen in opened:
        assert seen.console == []
        assert seen.foreign == []


def log_in(page: Page, token: str) -> None:
    page.get_by_label("Token").fill(token)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_selector("#curate-title")


def slot(page: Page) -> str:
    """The template and attribute in front of the curator."""
    page.wait_for_selector("#curate:not([aria-busy]) #curate-title")
    return page.locator(".curate-form").inner_text().split("Another value")[0]


def pressed(page: Page) -> list[str]:
    return page.locator('.curate-option[aria-pressed="true"] .name').all_inner_texts()


def told(page: Page, text: str) -> None:
    expect(page.locator("#curate-status")).to_contain_text(text)


def values(desk: Desk, template_id: str) -> list[str]:
    answer = desk.office.client().get("/api/v1/template", query_string={"id": template_id})
    assert answer.json
    return [a["value"] for a in answer.json["attributes"].get("task", [])]


def test_the_curator_from_token_to_figures(desk: Desk, sit: Callable[..., Page]) -> None:
    page = sit()
    page.get_by_label("Token").fill("acu_wrong_wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("opens nothing")
    log_in(page, desk.office.tokens["ada"])
    assert "acu_" not in page.url

    # one slot, by keys alone, with its evidence beside it
    entry = desk.office.get("queue")["entries"][0]
    assert "The rules found no value." in slot(page)
    page.wait_for_selector(".lines, .code .state", state="attached")
    page.keyboard.press("6")
    chosen = pressed(page)
    assert len(chosen) == 1
    first = page.locator(".curate-form .where").nth(1).inner_text()
    page.keyboard.press("Enter")
    told(page, "1 saved in this session")
    expect(page.locator(".curate-form .where").nth(1)).not_to_have_text(first)
    assert len(values(desk, entry["id"])) == 1

    # undo and redo are seen at once
    page.keyboard.press("z")
    told(page, "Taken back")
    expect(page.locator(".curate-form h2")).to_be_visible()
    assert values(desk, entry["id"]) == []
    page.keyboard.press("Shift+Z")
    told(page, "Done again")
    assert len(values(desk, entry["id"])) == 1

    # accept, cannot be told, skip
    page.get_by_role("link", name=re.compile("^New")).click()
    expect(page.locator(".queue[aria-current]")).to_contain_text("New")
    expect(page.locator(".curate-form")).to_contain_text("New or changed")
    before = desk.saved()
    seen = slot(page)
    page.keyboard.press("s")
    expect(page.locator(".curate-form")).not_to_have_text(seen)
    assert desk.saved() == before
    seen = slot(page)
    while not pressed(page):
        page.keyboard.press("s")
        expect(page.locator(".curate-form")).not_to_have_text(seen)
        seen = slot(page)
    for key in ("a", "u"):
        slot(page)
        seen = page.locator(".curate-form .where").nth(1).inner_text()
        count = desk.saved()
        page.keyboard.press(key)
        expect(page.locator(".curate-form .where").nth(1)).not_to_have_text(seen)
        slot(page)
        assert desk.saved() == count + 1

    # a poor start, with its reason
    page.keyboard.press("p")
    page.get_by_label("Why should nobody start from it?").fill("The data are gone.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".curate-remarks")).to_contain_text("The data are gone.")

    # the answer is hidden in an audit
    page.get_by_role("link", name=re.compile("^Audit")).click()
    expect(page.locator(".curate-form")).to_contain_text("hidden")
    slot(page)
    assert pressed(page) == []
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    told(page, "Saved.")

    # figures and files
    page.get_by_role("link", name="Agreement").click()
    expect(page.locator(".curate-figures")).to_contain_text("95 % interval")
    expect(page.locator(".curate-figures tbody").first).to_contain_text("%")
    with page.expect_download() as download:
        page.get_by_role("link", name="What stands").click()
    assert Path(download.value.path()).read_text().count("\n") >= 4


def test_many_at_once_from_the_map(desk: Desk, sit: Callable[..., Page]) -> None:
    page = sit("ada")
    page.goto(f"{desk.url}/explore?f.task=image-generation&view=list")
    page.wait_for_selector(".result")
    page.keyboard.press("g")
    page.keyboard.press("u")
    page.wait_for_selector("#curate-queues")
    page.get_by_role("link", name="Many at once").click()
    expect(page.get_by_label("Address of the explore page")).to_have_value(
        re.compile("f.task=image-generation")
    )
    page.get_by_label("Attribute", exact=True).select_option("modality")
    page.get_by_label("Value", exact=True).fill("Video")
    before = desk.saved()
    page.get_by_role("button", name="Show what would change").click()
    expect(page.locator(".curate-plan")).to_contain_text("templates match")
    assert 12 <= page.locator(".curate-sample li").count() <= 15
    assert desk.saved() == before
    page.get_by_role("button", name=re.compile("^Change ")).click()
    expect(page.locator("#bulk-result")).to_contain_text("are changed")
    assert desk.saved() == before + 1
    page.goto(f"{desk.url}/explore?f.modality=video&view=list")
    page.wait_for_selector(".result")
    expect(page.locator(".total")).to_contain_text(re.compile(r"^(3|4)\d "))
    page.goto(f"{desk.url}/curate")
    page.wait_for_selector("#curate-title")
    page.get_by_role("button", name=re.compile("^Undo")).click()
    told(page, "Taken back")
    found = desk.office.client().get("/api/v1/facets?f.modality=video").json
    assert found
    assert found["total"] == 0


def test_a_late_save_shows_both_values_and_is_settled(desk: Desk, sit: Callable[..., Page]) -> None:
    page = sit("ada")
    entry = desk.office.get("queue")["entries"][0]
    slot(page)
    body = {"id": entry["id"], "aspect": entry["aspect"], "values": ["machine-translation"]}
    assert desk.office.post("save", {**body, "base": 0}, "bob").status_code == 200
    page.keyboard.press("6")
    (mine,) = pressed(page)
    page.keyboard.press("Enter")
    panel = page.locator(".curate-conflict")
    expect(panel).to_contain_text("Somebody else was here first")
    expect(panel).to_contain_text("bob said: machine-translation")
    expect(panel).to_contain_text(f"You say: {mine}")
    assert desk.saved() == 1
    page.get_by_role("button", name="Save mine").click()
    told(page, "Saved.")
    assert desk.saved() == 2

    page = sit("max")
    page.get_by_role("link", name=re.compile("^Conflicts 1")).click()
    expect(page.locator(".curate-form")).to_contain_text("People differ here")
    page.get_by_text(re.compile("^History")).click()
    expect(page.locator(".curate-history")).to_contain_text("bob (annotator)")
    expect(page.locator(".curate-history")).to_contain_text("ada (annotator)")
    page.keyboard.press("a")
    told(page, "1 saved")
    assert desk.office.get("queue", queue="conflict")["total"] == 0


def test_what_the_server_did_not_get_is_kept_and_sent_once(
    desk: Desk, sit: Callable[..., Page]
) -> None:
    page = sit("ada")
    slot(page)
    page.context.set_offline(True)
    page.keyboard.press("6")
    page.keyboard.press("Enter")
    told(page, "1 not saved yet")
    assert desk.saved() == 0
    page.context.set_offline(False)
    expect(page.locator("#curate-status")).not_to_contain_text("not saved yet", timeout=20_000)
    assert desk.saved() == 1


def test_without_curators_the_page_says_so(
    tmp_path: Path, browsers: Callable[..., Browser]
) -> None:
    app = create_app(tmp_path, shelf=MemoryShelf(gallery()))
    with listening(app) as url:
        page = browsers(*SOFTWARE_GL).new_page()
        page.goto(f"{url}/curate")
        expect(page.get_by_role("heading", name="Read-only")).to_be_visible()
        expect(page.locator(".command")).to_contain_text("acumen curator add")
        expect(page.locator(".command")).to_contain_text(f"--curators {tmp_path}/curators.json")
        assert serious(page) == []
        page.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(desk: Desk, sit: Callable[..., Page], theme: str) -> None:
    page = sit(theme=theme)
    page.wait_for_selector("#curate-token")
    assert serious(page) == []
    log_in(page, desk.office.tokens["max"])
    entry = desk.office.get("queue")["entries"][0]
    body = {"id": entry["id"], "kind": "note", "text": "Look here.", "base": 0}
    desk.office.post("remark", body)
    page.reload()
    page.wait_for_selector(".lines, .code .state", state="attached")
    assert serious(page) == []
    page.keyboard.press("n")
    page.wait_for_selector("dialog[open]")
    assert serious(page) == []
    for queue, there in (("bulk", "#bulk-value"), ("figures", ".curate-figures")):
        page.goto(f"{desk.url}/curate?queue={queue}")
        page.wait_for_selector(there)
        assert serious(page) == []


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_sticks_out(desk: Desk, sit: Callable[..., Page], width: int) -> None:
    page = sit("max", width=width)
    for queue in ("uncertain", "audit", "bulk", "figures"):
        page.goto(f"{desk.url}/curate?queue={queue}")
        page.wait_for_selector("#curate-title")
        page.wait_for_timeout(300)
        wide: Any = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, queue


def test_hostile_text_of_people_stays_text(desk: Desk, sit: Callable[..., Page]) -> None:
    """Every payload in every field: remark, reason, note on a value, open value, conflict."""
    found = desk.office.client().get("/api/v1/templates?limit=12").json
    assert found
    ids = [template["id"] for template in found["templates"]]
    for number, payload in enumerate(p for p in PAYLOADS if p.isprintable()):
        template = ids[number % len(ids)]
        for kind in ("note", "poor-starter"):
            base = desk.office.get("slot", id=template, aspect="task")["remark_versions"][kind]
            body = {"id": template, "kind": kind, "text": payload, "base": base}
            assert desk.office.post("remark", body).status_code == 200, payload
        shown = desk.office.get("slot", id=template, aspect="dataset")
        body = {"id": template, "aspect": "dataset", "values": [payload[:200]], "note": payload,
                "base": shown["version"]}  # fmt: skip
        assert desk.office.post("save", body).status_code == 200, payload
    page = sit("max")
    for template in ids:
        page.goto(f"{desk.url}/curate?queue=new&id={template}&aspect=dataset")
        page.wait_for_selector(".curate-history", state="attached")
        page.get_by_text(re.compile("^History")).click()
        clean(page)
    page.keyboard.press("1")
    shown = desk.office.get("slot", id=ids[-1], aspect="dataset")
    body = {"id": ids[-1], "aspect": "dataset", "values": [PAYLOADS[1]], "base": shown["version"]}
    desk.office.post("save", body, "bob")
    page.get_by_role("button", name=re.compile("^Save and next")).click()
    page.wait_for_selector(".curate-conflict")
    clean(page)
    for address in ("/curate?queue=bulk&from=%3F", "/curate?queue=figures",
                    "/explore?view=list", f"/t/{ids[0].replace(':', '/')}"):  # fmt: skip
        page.goto(desk.url + address)
        page.wait_for_selector("main h1", state="attached")
        page.wait_for_timeout(600)
        clean(page)


def clean(page: Page) -> None:
    assert page.evaluate("window.P") is None
    odd = "main img, main iframe, main style, main script, main base, main svg[onload]"
    assert page.locator(odd).count() == 0
