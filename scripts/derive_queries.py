"""Queries with known answers, derived from the repositories of an index by rules.

    python scripts/derive_queries.py --home HOME --mirror DIR OUT

One file per rule is written into the folder OUT, in the rows that `acumen evaluate` reads. The
texts are other people's: they are for measuring here and now, and are not part of this project.
`--mirror` names the folder of bare repositories that the index was made from; repositories that
are not there give only what the index itself holds.

bullet     a list item or table row of a README that links to a program or its folder
heading    the first heading of a README below the root: the programs of its folder
paragraph  the first sentence of such a README
path       the folder names above a program, where there are at least two that say something
notebook   the name of a notebook, where it has at least two words
snippet    a function with its names taken away: the program it stands in
"""

from __future__ import annotations

import argparse
import hashlib
import json
import keyword
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from posixpath import dirname, normpath

from acumen.domain.index import Index, TemplateRecord
from acumen.errors import AcumenError
from acumen.store.generations import open_index
from acumen.store.home import Home

MOST = 40  # queries of one rule from one repository
LONGEST = 160  # characters of a query
LEAST_SNIPPET = 8  # lines of a function

_LINK = re.compile(r"\[([^\]\n]{3,160})\]\(([^)\s]{2,200})\)")
_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d+\.|\|)[ \t]+(.+)$", re.MULTILINE)
_HEADING = re.compile(r"^#{1,2}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_MARKUP = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[`*_|<>#]|https?://\S+")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NAME = re.compile(r"[^\W\d]\w*")
_PLAIN = frozenset(
    [
        "code",
        "example",
        "examples",
        "keras",
        "model",
        "models",
        "notebook",
        "notebooks",
        "project",
        "projects",
        "python",
        "pytorch",
        "recipe",
        "recipes",
        "research",
        "script",
        "scripts",
        "src",
        "tensorflow",
        "train",
        "training",
        "tutorial",
        "tutorials",
    ]
)
_FILE = re.compile(r"\.(?:py|ipynb|md|sh|yaml|yml)\b|/")


@dataclass(frozen=True, slots=True)
class Derived:
    """One query and the places that answer it: an entry, or a folder ending in "/"."""

    rule: str
    text: str
    repository: str
    paths: tuple[str, ...]
    code: bool = False


class Mirror:
    """Reads files of bare repositories at a commit. Never checks anything out."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def readmes(self, repository: str, commit: str) -> Iterator[tuple[str, str]]:
        """(path, text) of every README that is Markdown."""
        if self._folder is None:
            return
        place = self._folder / f"{repository}.git"
        if not place.exists():
            return
        listed = self._git(place, "ls-tree", "-r", "-z", "--name-only", commit)
        for path in sorted(filter(None, listed.split("\0"))):
            if re.search(r"(?:^|/)readme\.md$", path, re.IGNORECASE):
                yield path, self._git(place, "show", f"{commit}:{path}")

    def _git(self, place: Path, *arguments: str) -> str:
        done = subprocess.run(
            ["git", "-C", str(place), *arguments], check=False, capture_output=True
        )
        return done.stdout.decode("utf-8", "replace")


def derive(index: Index, mirror: Mirror) -> Iterator[Derived]:
    """Every query that the rules give, repository by repository."""
    for repository in index.repositories:
        own = [r for r in index.templates if r.template.repository == repository.repository]
        entries = [record.template.path for record in own]
        for path, text in mirror.readmes(repository.repository, repository.commit):
            yield from from_readme(repository.repository, path, text, entries)
        yield from from_paths(repository.repository, entries)
        yield from from_code(index, own)


def from_readme(repository: str, path: str, text: str, entries: list[str]) -> Iterator[Derived]:
    """The rules bullet, heading and paragraph."""
    folder = dirname(path)
    for item in _ITEM.finditer(text):
        for link in _LINK.finditer(item[1]):
            answer = answered(normpath(f"{folder}/{link[2].split('#')[0]}").lstrip("/"), entries)
            if answer:
                said = plain(link[1] if len(_WORD.findall(link[1])) > 1 else item[1])
                if not _FILE.search(said):
                    yield Derived("bullet", said, repository, (answer,))
    answer = answered(folder, entries) if folder else ""
    heading = _HEADING.search(text)
    if answer and heading:
        yield Derived("heading", plain(heading[1]), repository, (answer,))
        body = plain(" ".join(text[heading.end() :].split("\n\n")[1:2]))
        if len(_WORD.findall(body)) >= 5:
            sentence = re.split(r"(?<=[a-z)])\. ", body)[0]
            yield Derived("paragraph", sentence, repository, (answer,))


def answered(place: str, entries: list[str]) -> str:
    """``place`` as an answer, if it is an entry or a folder that holds one."""
    if place in entries:
        return place
    below = f"{place.rstrip('/')}/"
    return below if any(entry.startswith(below) for entry in entries) else ""


def from_paths(repository: str, entries: list[str]) -> Iterator[Derived]:
    """The rules path and notebook."""
    folders: dict[str, str] = {}
    for entry in entries:
        folder = dirname(entry)
        said = [words for part in folder.split("/") if (words := telling(part))]
        if len(said) > 1:
            folders[f"{folder}/"] = " ".join(said[-3:])
        stem = entry.rpartition("/")[2]
        if stem.endswith(".ipynb") and len(telling(stem[:-6]).split()) > 1:
            yield Derived("notebook", telling(stem[:-6]), repository, (entry,))
    for folder, text in sorted(folders.items()):
        yield Derived("path", text, repository, (folder,))


def telling(part: str) -> str:
    """The words of a file or folder name that say something."""
    words = _HUMP.sub(" ", part.replace("_", " ").replace("-", " ")).split()
    return " ".join(w for w in words if _WORD.fullmatch(w) and w.lower() not in _PLAIN)


def from_code(index: Index, own: list[TemplateRecord]) -> Iterator[Derived]:
    """The rule snippet."""
    ids = {record.id: record for record in own}
    for passage in index.passages:
        record = ids.get(passage.template_id)
        long_enough = passage.last_line - passage.first_line >= LEAST_SNIPPET
        if record is not None and long_enough and not passage.path.endswith(".ipynb"):
            yield Derived(
                "snippet",
                nameless(passage.text),
                record.template.repository,
                (record.template.path,),
                code=True,
            )


def nameless(code: str) -> str:
    """``code`` without comments and strings, and with its own names made meaningless.

    What stands behind a dot and what a bracket follows stays: a snippet that calls nothing known
    could be anything.
    """
    code = re.sub(r'("""|\'\'\')(?:.|\n)*?\1', "", code)
    code = re.sub(r"#[^\n]*", "", code)
    code = re.sub(r"(['\"])(?:\\.|(?!\1)[^\n\\])*\1", "''", code)
    names: dict[str, str] = {}

    def renamed(found: re.Match[str]) -> str:
        name, before, behind = found[0], code[: found.start()], code[found.end() :]
        called = behind.startswith("(") and not re.search(r"\b(?:def|class)\s+$", before[-12:])
        if keyword.iskeyword(name) or before.endswith(".") or called or name == "self":
            return name
        return names.setdefault(name, f"v{len(names)}")

    return _NAME.sub(renamed, code)


def plain(text: str) -> str:
    """Markdown as words, at most ``LONGEST`` characters."""
    words = " ".join(_MARKUP.sub(lambda found: found[1] or " ", text).split())
    return words if len(words) <= LONGEST else words[:LONGEST].rpartition(" ")[0]


def chosen(queries: list[Derived]) -> list[Derived]:
    """At most ``MOST`` of each rule and repository, by a hash, each text once."""
    unique = {(q.rule, q.repository, q.text.casefold()): q for q in reversed(queries) if q.text}
    ranked = sorted(unique.values(), key=lambda q: hashlib.sha256(repr(q).encode()).digest())
    kept: list[Derived] = []
    taken: dict[tuple[str, str], int] = {}
    for query in ranked:
        key = (query.rule, query.repository)
        if taken.get(key, 0) < MOST and len(_WORD.findall(query.text)) > 1:
            taken[key] = taken.get(key, 0) + 1
            kept.append(query)
    return sorted(kept, key=lambda q: (q.rule, q.repository, q.paths, q.text))


def write(queries: list[Derived], folder: Path) -> dict[str, int]:
    """One file per rule; how many queries stand in each."""
    folder.mkdir(parents=True, exist_ok=True)
    rows: dict[str, list[str]] = {}
    for query in queries:
        number = len(rows.setdefault(query.rule, [])) + 1
        row = {
            "id": f"{query.rule}-{number:04d}",
            "query": query.text,
            "kind": "code" if query.code else "text",
            "relevant": [{"repository": query.repository, "path": p} for p in query.paths],
        }
        rows[query.rule].append(json.dumps(row))
    for rule, lines in rows.items():
        (folder / f"{rule}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return {rule: len(lines) for rule, lines in rows.items()}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--mirror", type=Path)
    given = parser.parse_args()
    try:
        index = open_index(Home(given.home.absolute())).index
    except AcumenError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    counts = write(chosen(list(derive(index, Mirror(given.mirror)))), given.out)
    for rule, count in sorted(counts.items()):
        sys.stdout.write(f"{rule:10} {count:5}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
