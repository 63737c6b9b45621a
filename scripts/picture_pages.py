"""Take the pictures of every page that `docs/pages.md` shows, in both themes, wide and narrow.

    acumen serve --no-browser --port 8050 &
    python scripts/picture_pages.py --url http://127.0.0.1:8050 [--out docs/img] [--only map start]

With --out elsewhere the pictures of the documentation stay as they are. Whatever a page writes to
the browser's console is printed, and makes the exit status 1.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, sync_playwright

SIZES = {"": (1440, 900), "-phone": (390, 844)}
THEMES: dict[str, Literal["light", "dark"]] = {"": "light", "-dark": "dark"}
PAGES = {
    "start": "/start",
    "picks": "/start?task=image-classification&step=picks",
    "map": "/explore?q=segment+pictures+with+u-net",
    "curate": "/curate",
    "about": "/about",
    "template": "",  # of the first result of a search
    "compare": "",  # of two results
}
FLAGS = (
    "--no-sandbox", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
)  # fmt: skip
SETTLED = 6_000  # milliseconds after which a page is drawn, also by a slow machine


def main() -> int:
    """Take the pictures; 1 if a page wrote to the console."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--url", required=True)
    parser.add_argument("--out", type=Path, default=Path("docs") / "img")
    parser.add_argument("--only", nargs="+", choices=sorted(PAGES), default=sorted(PAGES))
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    given = parser.parse_args()
    said: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=given.chromium, args=list(FLAGS))
        for narrow, (width, height) in SIZES.items():
            for dark, theme in THEMES.items():
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=theme
                )
                page = context.new_page()
                page.on("console", lambda message: said.append(message.text[:200]))
                page.on("pageerror", lambda error: said.append(str(error)[:200]))
                for name in given.only:
                    _open(page, given.url.rstrip("/"), name)
                    page.screenshot(path=given.out / f"{name}{dark}{narrow}.png")
                context.close()
        browser.close()
    for line in dict.fromkeys(said):
        print(line)
    return 1 if said else 0


def _open(page: Page, url: str, name: str) -> None:
    page.goto(url + (PAGES[name] or PAGES["map"]))
    page.wait_for_timeout(SETTLED)
    if PAGES[name]:
        return
    links = page.locator("a[href^='/t/']").evaluate_all("all => all.map(a => a.pathname)")
    found = list(dict.fromkeys(links))
    if name == "template":
        page.goto(url + found[0])
    else:
        ids = [re.sub(r"^/t/([^/]+/[^/]+)/", r"\1:", link) for link in found[:3:2]]
        page.goto(f"{url}/compare?" + "&".join(f"id={one}" for one in ids))
    page.wait_for_timeout(SETTLED)


if __name__ == "__main__":
    raise SystemExit(main())
