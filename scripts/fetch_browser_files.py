"""Fetch the pinned files that the browser needs into app/assets/vendor. Needs no Node.

    python scripts/fetch_browser_files.py

Reads requirements/browser.toml; the registry is $NPM_CONFIG_REGISTRY or the public one. What is
there already is not fetched again. Where the file names ``traces``, a bundle of plotly.js is cut
down to them: a third of the bytes, and of the time that a browser takes to read it.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import sys
import tarfile
import tomllib
import urllib.request
from pathlib import Path

from cut_plotly import cut

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "app" / "assets" / "vendor"
LIMIT = 32 * 1024 * 1024  # bytes of one package


def fetch(package: str, version: str, integrity: str) -> bytes:
    """The package's archive, if it is the pinned one."""
    registry = os.environ.get("NPM_CONFIG_REGISTRY", "https://registry.npmjs.org").rstrip("/")
    name = package.rpartition("/")[2]
    url = f"{registry}/{package}/-/{name}-{version}.tgz"
    if not url.startswith("https://"):
        raise SystemExit(f"{url} is not https.\n  Try: unset NPM_CONFIG_REGISTRY")
    try:
        with urllib.request.urlopen(url, timeout=120) as answer:
            data: bytes = answer.read(LIMIT)
    except OSError as error:
        raise SystemExit(f"{url} cannot be fetched: {error}\n  Try: check the network") from error
    found = "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()
    if found != integrity:
        raise SystemExit(f"{url} is not what is pinned: {found}\n  Try: report this")
    return data


def trimmed(content: bytes, target: str, traces: list[str]) -> bytes:
    """``content`` with ``traces`` alone where it is the bundle; as it is otherwise."""
    if not traces or not target.endswith(".js"):
        return content
    return cut(content.decode("utf-8"), frozenset(traces)).encode("utf-8")


def main() -> int:
    lock = tomllib.loads((ROOT / "requirements" / "browser.toml").read_text(encoding="utf-8"))
    TARGET.mkdir(parents=True, exist_ok=True)
    for file in lock["file"]:
        if all((TARGET / target).is_file() for target in file["members"].values()):
            continue
        data = fetch(file["package"], file["version"], file["integrity"])
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
            for member, target in file["members"].items():
                content = archive.extractfile(member)
                if content is None:
                    raise SystemExit(f"{file['package']} has no {member}")
                draft = TARGET / f".{target}.draft"
                draft.write_bytes(trimmed(content.read(), target, file.get("traces", [])))
                draft.replace(TARGET / target)
        print(f"{file['package']} {file['version']}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
