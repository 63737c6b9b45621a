"""One server and one browser for all browser tests."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from waitress.server import create_server

from app.factory import create_app
from app.services.code import CodeFetcher
from tests.e2e.payloads import hostile_gallery
from tests.support.gallery import Gallery, MemoryShelf, gallery

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    "/usr/bin/chromium",  # scripts/test installs it there
)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SOFTWARE_GL = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
NO_GL = ("--disable-gpu", "--disable-webgl", "--disable-3d-apis")


@dataclass(slots=True)
class Site:
    """A running app; ``shelf``, where it serves one, may be given another gallery between tests."""

    url: str
    shelf: MemoryShelf = field(default_factory=lambda: MemoryShelf(None))


@dataclass(slots=True)
class Watched:
    """A page whose console and requests are written down."""

    page: Page
    site: Site
    console: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.site.url + path, wait_until="domcontentloaded")
        return self.page

    def map_is_drawn(self) -> None:
        self.page.wait_for_selector("#map.drawn", state="attached")

    def ask_by_keys(self, query: str) -> Page:
        """Search on the explore page and fit the map to the hits, without the mouse."""
        page = self.open("/explore")
        self.map_is_drawn()
        page.keyboard.press("/")
        page.keyboard.type(query)
        page.keyboard.press("Enter")
        page.wait_for_selector(".reasons")
        page.keyboard.press("Escape")
        page.keyboard.press("f")
        page.wait_for_url("**bbox=**")
        return page

    def point(self, row: int) -> tuple[float, float]:
        """Where the template in ``row`` stands on the screen."""
        x, y = self.page.evaluate(
            """row => { const { map } = window.acumen;
            const [x, y] = map.data.place(map.control.state.points, row);
            const [left, top] = map.view.pixel(x, y);
            const pane = document.getElementById('map').getBoundingClientRect();
            return [pane.left + left, pane.top + top]; }""",
            row,
        )
        return x, y


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))  # one server, one browser


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    with serving(MemoryShelf(gallery())) as running:
        yield running


@contextmanager
def serving(shelf: MemoryShelf, fetcher: CodeFetcher | None = None) -> Iterator[Site]:
    """The app over ``shelf`` at a free port."""
    with listening(create_app(Path("/nowhere"), shelf=shelf, fetcher=fetcher)) as url:
        yield Site(url, shelf)


@contextmanager
def listening(app: Dash) -> Iterator[str]:
    """``app`` at a free port; gives its address."""
    server = create_server(app.server, host="127.0.0.1", port=0, threads=6)
    thread = threading.Thread(target=_run, args=(server,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=5)


def _run(server: Any) -> None:
    with suppress(OSError):  # closed while it waits
        server.run()


@pytest.fixture(scope="session")
def browsers() -> Iterator[Callable[..., Browser]]:
    """Starts a browser per set of arguments, once."""
    started: dict[tuple[str, ...], Browser] = {}
    with sync_playwright() as playwright:

        def browser(*extra: str) -> Browser:
            if extra not in started:
                started[extra] = playwright.chromium.launch(
                    executable_path=CHROMIUM, args=[*ARGUMENTS, *extra]
                )
            return started[extra]

        yield browser
        for one in started.values():
            one.close()


@pytest.fixture
def visit(site: Site, browsers: Callable[..., Browser]) -> Iterator[Callable[..., Watched]]:
    """Opens a clean page; at the end its console must be empty and no request left the origin."""
    opened: list[tuple[BrowserContext, Watched]] = []

    def new(
        *, theme: str = "light", width: int = 1180, height: int = 720, gl: bool = True
    ) -> Watched:
        context = browsers(*(SOFTWARE_GL if gl else NO_GL)).new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(45_000)
        page = context.new_page()
        watched = Watched(page, site)
        page.on(
            "console",
            lambda message: (
                watched.console.append(f"{message.type}: {message.text}")
                if message.type in {"error", "warning"} and "GPU stall" not in message.text
                else None
            ),
        )
        page.on("pageerror", lambda error: watched.console.append(f"exception: {error}"))
        page.on(
            "request",
            lambda request: (
                watched.foreign.append(request.url)
                if not request.url.startswith((watched.site.url, "data:", "blob:"))
                else None
            ),
        )
        opened.append((context, watched))
        return watched

    yield new
    for context, _ in opened:
        context.close()
    for _, watched in opened:
        assert watched.console == []
        assert watched.foreign == []


@pytest.fixture
def hostile(site: Site) -> Iterator[Gallery]:
    """The gallery with a payload in every text that the corpus can bring along."""
    calm = site.shelf.gallery
    site.shelf.gallery = hostile_gallery()
    yield site.shelf.gallery
    site.shelf.gallery = calm
