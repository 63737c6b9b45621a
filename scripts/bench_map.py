"""What the map costs the browser: main-thread milliseconds for each thing a person does.

    python scripts/bench_map.py --points 10000 1000000 --json

Serves a made-up catalogue, opens it in the system's Chromium through Playwright and asks the
browser itself (Chrome DevTools Protocol, Performance.getMetrics) for the processor time of the
renderer's main thread before and after. Drawing by the graphics processor is not in it. Beside ours
stands the plain way: all points in one Plotly figure with an array of colours. Processor time on a
shared machine still varies by a third: judge by the ratio.
"""

from __future__ import annotations

import argparse
import base64
import json
import shutil
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import orjson
import plotly
import synthetic
from flask import Flask, Response
from playwright.sync_api import CDPSession, Page, sync_playwright
from waitress.server import create_server

from app.factory import create_app
from app.urlstate import Sort

BARS = {
    "first": 1_000.0,
    "pan": 150.0,
    "zoom": 150.0,
    "filter with panels": 150.0,
    "colour with panels": 150.0,
    "filter": 150.0,
    "colour": 150.0,
}  # milliseconds
FIRST_OF = 10_000  # points that the bar on the first map is for
PAYLOAD = 300_000  # bytes of one view
ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)
TO_MAP = "window.acumen.go('/explore')"
PLAIN = """<!doctype html><meta charset=utf-8><div id=map style="width:900px;height:760px"></div>
<script src=/plotly.js></script><script>
fetch("/figure.json").then((a) => a.json()).then((f) =>
Plotly.newPlot("map", f.data, f.layout, {scrollZoom: true})).then(() => { window.drawn = 1; });
</script>"""


@dataclass(slots=True)
class Measured:
    """Milliseconds of the main thread by what was done, each some times over."""

    times: dict[str, list[float]] = field(default_factory=dict)
    bytes: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, value: float) -> None:
        self.times.setdefault(name, []).append(value)

    def medians(self) -> dict[str, float]:
        return {name: round(statistics.median(found), 1) for name, found in self.times.items()}


class Browser:
    """A page with its meter."""

    def __init__(self, page: Page, meter: CDPSession) -> None:
        self.page = page
        self._meter = meter
        self.received: list[tuple[str, int]] = []
        self._under_way = 0
        page.on("response", self._heard)
        page.on("request", lambda _: self._count(1))
        page.on("requestfinished", lambda _: self._count(-1))
        page.on("requestfailed", lambda _: self._count(-1))

    def spent(self) -> float:
        """Milliseconds that the renderer's main thread has worked so far."""
        metrics = self._meter.send("Performance.getMetrics")["metrics"]
        return 1000 * next(m["value"] for m in metrics if m["name"] == "ThreadTime")

    def rest(self, *, quiet: float = 0.35, longest: float = 240.0) -> None:
        """Wait until the page has done nothing for a while."""
        last, since, end = self.spent(), time.monotonic(), time.monotonic() + longest
        while time.monotonic() < end:
            self.page.wait_for_timeout(70)
            now = self.spent()
            if now - last > 6 or self._under_way > 0:
                last, since = now, time.monotonic()
            elif time.monotonic() - since > quiet:
                return

    def cost(self, act: Callable[[], object]) -> float:
        """Milliseconds of the main thread from ``act`` until the page is at rest."""
        before = self.spent()
        act()
        self.rest()
        return self.spent() - before

    def _count(self, change: int) -> None:
        self._under_way += change

    def _heard(self, response: object) -> None:
        url, headers = response.url, response.headers  # type: ignore[attr-defined]
        if "/api/v1/" in url:
            self.received.append((url, int(headers.get("content-length", 0))))


@contextmanager
def served(app: Flask) -> Iterator[str]:
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        thread.join(timeout=5)


@contextmanager
def browser() -> Iterator[Callable[[], Browser]]:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))

        def opened() -> Browser:
            context = started.new_context(
                viewport={"width": 1440, "height": 900}, reduced_motion="reduce"
            )
            context.set_default_timeout(300_000)
            page = context.new_page()
            meter = context.new_cdp_session(page)
            meter.send("Performance.enable", {"timeDomain": "threadTicks"})
            return Browser(page, meter)

        yield opened
        started.close()


def drag(page: Page, box: str, *, by: int = 110, steps: int = 10) -> None:
    """Move the map by hand: press, some moves, let go."""
    found = page.locator(box).bounding_box()
    assert found is not None
    x, y = found["x"] + found["width"] * 0.45, found["y"] + found["height"] * 0.55
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, steps + 1):
        page.mouse.move(x + by * step / steps, y + by * step / steps / 2)
        page.wait_for_timeout(16)
    page.mouse.up()


def wheel(page: Page, box: str, *, notches: int = 3, by: float = -100) -> None:
    found = page.locator(box).bounding_box()
    assert found is not None
    page.mouse.move(found["x"] + found["width"] / 2, found["y"] + found["height"] / 2)
    for _ in range(notches):
        page.mouse.wheel(0, by)
        page.wait_for_timeout(16)


def ours(opened: Callable[[], Browser], address: str, rounds: int) -> Measured:
    """The explore page, from the address bar to the last filter."""
    measured = Measured()
    for _ in range(rounds):
        one = opened()
        page = one.page
        page.goto(address + "/explore?view=list", wait_until="commit")
        page.wait_for_selector(".result-list", state="attached")
        one.rest()
        measured.add("first", one.cost(lambda page=page: _to_map(page)))
        page.context.close()
        one = opened()
        page = one.page
        page.goto(address + "/explore", wait_until="commit")
        page.wait_for_selector("#map.seen", state="attached")
        measured.add("whole page to picture", one.spent())
        page.wait_for_selector("#map.drawn", state="attached")
        one.rest()
        measured.add("whole page", one.spent())
        _handled(one, measured)
        page.context.close()
    return measured


def _to_map(page: Page) -> None:
    page.evaluate(TO_MAP)
    page.wait_for_selector("#map.drawn", state="attached")


def _handled(one: Browser, measured: Measured) -> None:
    page = one.page
    act = "window.acumen.mapAct"
    one.cost(lambda: page.evaluate(f"{act}('in')"))
    one.cost(lambda: drag(page, "#map", by=-60))  # the first time compiles
    one.received.clear()
    measured.add("pan", one.cost(lambda: drag(page, "#map")))
    views = len({url for url, _ in one.received if "/points" in url})
    measured.bytes["view"] = sum(size for _, size in one.received) // max(views, 1)
    measured.bytes["views of a pan"] = views
    measured.add("zoom", one.cost(lambda: wheel(page, "#map")))
    one.cost(lambda: page.evaluate(f"{act}('reset')"))
    for name, change in (
        ("filter", "?f.framework=framework-1"),
        ("colour", "?f.framework=framework-1&colour=framework"),
        ("colour again", "?f.framework=framework-1&colour=dataset"),
    ):
        before = len(one.received)
        total = one.cost(
            lambda change=change: page.evaluate("go => acumen.go(go)", "/explore" + change)
        )
        measured.add(f"{name} with panels", total)
        measured.bytes[name] = sum(size for _, size in one.received[before:])
    for name in ("filter", "colour"):
        measured.add(name, _map_alone(one, name))
    measured.add("move over the map", one.cost(lambda: _hover(page)) / 20)
    shown = page.evaluate("window.acumen.map.control.state.points.shown")
    measured.bytes["points drawn"] = shown


def _map_alone(one: Browser, name: str) -> float:
    """A filter or a colour on the map without the panels beside it."""
    script = {
        "filter": """spec => ({...spec, points: spec.sampled ? spec.points.replace(
            'framework-1', 'framework-2') : spec.points, colours: spec.sampled ?
            spec.colours.replace('framework-1', 'framework-2') : spec.colours,
            passing: spec.passing.replace('framework-1', 'framework-2')})""",
        "colour": "spec => ({...spec, colours: spec.colours.replace('dataset', 'modality')})",
    }[name]
    return one.cost(
        lambda: one.page.evaluate(
            f"""() => {{ const spec = window.acumen.map.control.state.spec;
            window.acumen.map.show(({script})({{...spec, same: false}})); }}"""
        )
    )


def _hover(page: Page) -> None:
    found = page.locator("#map").bounding_box()
    assert found is not None
    for step in range(20):
        page.mouse.move(found["x"] + 200 + 12 * step, found["y"] + 300)
        page.wait_for_timeout(16)


def plain_app(points: int) -> Flask:
    """One page with one figure: every point, a colour for each."""
    made = synthetic.codes(points)
    xy = synthetic.positions(made.cloud)
    colours = np.maximum(next(iter(made.values.values())), 0).astype(np.uint8) % 10
    figure = {
        "data": [
            {
                "type": "scattergl",
                "mode": "markers",
                "x": _typed(xy[:, 0]),
                "y": _typed(xy[:, 1]),
                "marker": {"color": _typed(colours), "size": 4, "colorscale": "Viridis"},
            }
        ],
        "layout": {"hovermode": "closest", "dragmode": "pan"},
    }
    body = orjson.dumps(figure)
    script = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    app = Flask("plain")
    app.get("/")(lambda: PLAIN)
    app.get("/figure.json", endpoint="f")(lambda: Response(body, mimetype="application/json"))
    app.get("/plotly.js", endpoint="p")(
        lambda: Response(script.read_bytes(), mimetype="text/javascript")
    )
    app.config["FIGURE_BYTES"] = len(body)
    return app


def _typed(values: np.ndarray) -> dict[str, str]:
    """An array as Plotly takes it: base64 of its bytes, which is the least it can be."""
    kind = {"float32": "f4", "uint8": "u1"}[str(values.dtype)]
    data = base64.b64encode(np.ascontiguousarray(values).tobytes()).decode()
    return {"dtype": kind, "bdata": data}


def plain(opened: Callable[[], Browser], address: str) -> Measured:
    """The same handling of one figure."""
    measured = Measured()
    one = opened()
    page = one.page
    page.goto(address, wait_until="commit")
    for _ in range(3000):
        if page.evaluate("window.drawn"):
            break
        page.wait_for_timeout(100)
    measured.add("first", one.spent())
    one.rest()
    measured.add("pan", one.cost(lambda: drag(page, ".nsewdrag", steps=10)))
    zoom = "Plotly.relayout('map', {'xaxis.range': [-6, 6], 'yaxis.range': [-6, 6]})"
    measured.add("zoom", one.cost(lambda: page.evaluate(f"() => {{ {zoom} }}")))
    script = """() => { const { marker } = document.getElementById('map')._fullData[0];
        Plotly.restyle('map', { 'marker.color': [marker.color.map((c) => 9 - c)] }); }"""
    measured.add("colour", one.cost(lambda: page.evaluate(script)))
    third = """() => { const { x, y, marker } = document.getElementById('map')._fullData[0];
        const keep = (_, i) => i % 3 === 0;
        Plotly.restyle('map', { x: [x.filter(keep)], y: [y.filter(keep)],
        'marker.color': [marker.color.filter(keep)] }); }"""
    measured.add("filter", one.cost(lambda: page.evaluate(third)))
    page.context.close()
    return measured


def bench(
    points: int, rounds: int, opened: Callable[[], Browser], *, beside: bool
) -> dict[str, object]:
    catalogue = synthetic.catalogue(points, quick=points > 200_000)
    if points > 200_000:  # sorting a million titles is no part of what is measured
        catalogue.memo.get(("order", Sort.FIT), lambda: np.arange(points))
    with served(create_app(Path("/nowhere"), shelf=synthetic.Shelf(catalogue)).server) as address:
        mine = ours(opened, address, rounds)
    theirs, figure = Measured(), 0
    if beside:
        app = plain_app(points)
        figure = app.config["FIGURE_BYTES"]
        with served(app) as address:
            theirs = plain(opened, address)
    mine_ms, their_ms = mine.medians(), theirs.medians()
    held = {
        name: mine_ms[name] <= bar
        for name, bar in BARS.items()
        if name != "first" or points <= FIRST_OF
    }
    return {
        "points": points,
        "ours_ms": mine_ms,
        "plain_ms": their_ms,
        "times_less": {
            name: round(their_ms[name] / max(mine_ms[name], 0.1), 1) for name in their_ms
        },
        "bytes": mine.bytes,
        "plain_bytes": figure,
        "held": {**held, "payload": mine.bytes["view"] <= PAYLOAD},
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--alone", action="store_true", help="leave out the one figure")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    args = parser.parse_args()
    with browser() as opened:
        found = [
            bench(points, args.rounds, opened, beside=not args.alone) for points in args.points
        ]
    if args.json:
        print(json.dumps({"bars_ms": BARS, "payload_bytes": PAYLOAD, "benches": found}, indent=2))
        return 0
    for one in found:
        print(f"\n{one['points']:,} points: main thread, milliseconds")
        names = {**one["ours_ms"], **one["plain_ms"]}
        for name in names:
            mine, theirs = one["ours_ms"].get(name, ""), one["plain_ms"].get(name, "")
            print(f"  {name:22} ours {mine:>8}   one figure {theirs:>8}   bar {BARS.get(name, '')}")
        print(f"  bytes {one['bytes']}, one figure {one['plain_bytes']:,}; held {one['held']}")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    raise SystemExit(main())
