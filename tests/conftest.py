"""Holds for every test: no catalogue of the installation answers in place of the test's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="session")
def no_shipped_catalogue() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ACUMEN_CATALOGUE", "none")
        yield
