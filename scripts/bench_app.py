"""What the server of the app takes for an answer, and what the explore page weighs.

    python scripts/bench_app.py --templates 100000 --json

One process over a made-up catalogue, warm: every question is asked some times before the clock
runs. Each request goes through the whole application (routing, filters, headers, compression),
without a socket. On a machine that does other things too the clock measures those as well, so the
processor's time stands beside it and is what is held against the bars. Every request of a kind has
other filters or another part of the map; filters come back as they do when people narrow a list.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import synthetic
from flask.testing import FlaskClient

from acumen.domain.attribute import Facet
from app.factory import create_app
from app.mapspec import PLOTLY

BARS = {"points": 60.0, "facets": 80.0, "card": 20.0}  # milliseconds at the 95th percentile
HEAVIEST = 1_800_000  # bytes of the explore page, compressed


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock, and those in which the processor worked for us."""
    start, worked = time.perf_counter(), time.thread_time()
    act()
    return 1000 * (time.perf_counter() - start), 1000 * (time.thread_time() - worked)


def requests_of(kind: str, hash_: str, count: int, templates: int) -> Iterator[str]:
    """Addresses of one kind, no two the same."""
    random = np.random.default_rng(11)
    for number in range(count):
        task, framework = f"task-{number % 60}", f"framework-{number % 6}"
        x, y = random.uniform(-12, 12, 2)
        size = 2.0 ** random.uniform(-1, 5)
        box = f"{x - size:.4g},{y - size:.4g},{x + size:.4g},{y + size:.4g}"
        narrowed = f"&f.framework={framework}" if number % 2 else f"&not.task={task}"
        yield {
            "points": f"/api/v1/points?v={hash_}&bbox={box}{narrowed}",
            "colours": f"/api/v1/colours?v={hash_}&bbox={box}&colour=dataset",
            "facets": f"/api/v1/facets?f.task={task}&not.framework={framework}",
            "card": f"/api/v1/card/{int(random.integers(templates))}?v={hash_}",
            "lasso": f"/api/v1/passing?v={hash_}&sel={ring(x, y, size / 2)}",
        }[kind]


def ring(x: float, y: float, size: float) -> str:
    angles = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    corners = np.stack([x + size * np.cos(angles), y + size * np.sin(angles)], axis=1)
    return ",".join(f"{value:.4f}" for value in corners.ravel())


def panels(client: FlaskClient, search: str) -> None:
    """The panels of the explore page for an address."""
    answer = client.get("/explore/panels" + search)
    assert answer.status_code == 200, answer.data[:300]


def percentiles(times: list[tuple[float, float]]) -> dict[str, float]:
    clock = sorted(wall for wall, _ in times)
    worked = sorted(processor for _, processor in times)
    at = int(0.95 * (len(times) - 1))
    return {
        "p50": round(statistics.median(clock), 2),
        "p95": round(clock[at], 2),
        "p95_processor": round(worked[at], 2),
    }


def weight(client: FlaskClient) -> dict[str, int]:
    """Compressed bytes of all that the explore page loads before its first answer."""
    page = client.get("/explore").get_data(as_text=True)
    addresses = re.findall(r'(?:src|href)="([^"]+\.(?:js|css)[^"]*)"', page)
    found = {}
    for address in [*addresses, PLOTLY]:
        answer = client.get(address, headers={"Accept-Encoding": "gzip"})
        body = answer.get_data()
        packed = body if answer.headers.get("Content-Encoding") == "gzip" else gzip.compress(body)
        found[re.sub(r"[.?][vm]\d.*m\d+.*|\?.*", "", address).rpartition("/")[2]] = len(packed)
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--templates", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    args = parser.parse_args()
    started = time.perf_counter()
    catalogue = synthetic.catalogue(args.templates)
    opening = time.perf_counter() - started
    client = create_app(Path("/nowhere"), shelf=synthetic.Shelf(catalogue)).server.test_client()
    found: dict[str, dict[str, float]] = {}
    for kind in ("points", "colours", "facets", "card", "lasso"):
        asked = list(requests_of(kind, catalogue.hash, args.requests + 5, args.templates))
        for address in asked[:5]:
            assert client.get(address).status_code == 200, address
        found[kind] = percentiles([timed(lambda a=a: client.get(a)) for a in asked[5:]])
    tasks = catalogue.facets.values(Facet.TASK)
    searches = [f"?f.task={task}&colour=dataset" for task in tasks] + ["", "?view=table&p=90"]
    panels(client, "?f.framework=framework-2")
    found["panels"] = percentiles([timed(lambda s=s: panels(client, s)) for s in searches])
    pieces = weight(client)
    report = {
        "templates": args.templates,
        "made_in_seconds": round(opening, 1),
        "milliseconds": found,
        "bars_p95": BARS,
        "page_bytes": sum(pieces.values()),
        "page_pieces": pieces,
        "held": {name: found[name]["p95_processor"] <= bar for name, bar in BARS.items()}
        | {"page": sum(pieces.values()) <= HEAVIEST},
    }
    if args.json:
        print(json.dumps(report, indent=2))
        return 0
    print(f"{args.templates:,} templates, made in {opening:.1f} s; milliseconds, one process, warm")
    for name, times in found.items():
        print(f"  {name:8} {times}  bar {BARS.get(name, '')}")
    print(f"  explore page {report['page_bytes']:,} bytes compressed, bar {HEAVIEST:,}")
    for name, size in list(pieces.items())[:8]:
        print(f"    {size:>9,} {name}")
    print(f"  held {report['held']}")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    raise SystemExit(main())
