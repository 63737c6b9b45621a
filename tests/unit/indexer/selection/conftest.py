"""Tiny repositories, written as a mapping of path to source."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping

import pytest

from acumen.domain.facts import Language, ModuleFacts, Unread
from acumen.domain.snapshot import FileEntry, Snapshot
from acumen.domain.source import Source, SourceKind
from acumen.syntax.reading import read_module
from indexer.stages.select import Selection, select

Tree = Mapping[str, str]


def snapshot_of(tree: Tree) -> Snapshot:
    files = tuple(
        FileEntry(path, hashlib.sha1(text.encode()).hexdigest(), len(text.encode()))
        for path, text in sorted(tree.items())
    )
    source = Source(SourceKind.LOCAL, "local/tiny", "/tiny")
    return Snapshot(source, "", "0" * 40, None, files, ())


def facts_of(tree: Tree) -> dict[str, ModuleFacts | Unread]:
    languages = {".py": Language.PYTHON, ".ipynb": Language.NOTEBOOK}
    return {
        path: read_module(text.encode(), languages[ending])
        for path, text in tree.items()
        for ending in languages
        if path.endswith(ending)
    }


@pytest.fixture(scope="session")
def select_tree() -> Callable[[Tree], Selection]:
    """Runs the selection over a repository given as path -> source."""

    def run(tree: Tree) -> Selection:
        texts = {path: text for path, text in tree.items() if path.endswith((".yaml", ".yml"))}
        return select(snapshot_of(tree), facts_of(tree), texts=texts)

    return run


@pytest.fixture(scope="session")
def notebook() -> Callable[..., str]:
    """A notebook's JSON from the sources of its code cells."""

    def build(*cells: str) -> str:
        return json.dumps(
            {
                "nbformat": 4,
                "nbformat_minor": 5,
                "metadata": {},
                "cells": [
                    {
                        "cell_type": "code",
                        "source": source,
                        "metadata": {},
                        "outputs": [],
                        "execution_count": None,
                    }
                    for source in cells
                ],
            }
        )

    return build
