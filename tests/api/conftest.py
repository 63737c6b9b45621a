"""The app on an index that the tests make up, asked without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.factory import create_app
from tests.support.gallery import MemoryShelf, gallery


@pytest.fixture(scope="module")
def shelf() -> MemoryShelf:
    return MemoryShelf(gallery())


@pytest.fixture(scope="module")
def client(shelf: MemoryShelf) -> FlaskClient:
    return create_app(Path("/nowhere"), shelf=shelf).server.test_client()
