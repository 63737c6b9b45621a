"""An app that curators may write to, over the gallery, and people with tokens for it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dash import Dash
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from acumen.domain.annotation import CuratorRole, Event
from acumen.store.annotations import AnnotationStore
from acumen.store.curators import add_curator
from app.factory import create_app
from app.services.labels import Labels
from tests.support.gallery import Gallery, MemoryShelf, gallery, labels

ORIGIN = "http://localhost"
_keys = itertools.count()


@dataclass(slots=True)
class Office:
    """A running app and its people."""

    app: Dash
    home: Path
    curators: Path
    tokens: dict[str, str]

    def client(self) -> FlaskClient:
        return self.app.server.test_client()

    def rows(self) -> tuple[Event, ...]:
        return AnnotationStore(self.home / "annotations.sqlite").events()

    def headers(self, name: str = "", *, origin: str = ORIGIN) -> dict[str, str]:
        """Headers of a request by the person ``name``; "" is anonymous."""
        found = {"Origin": origin} if origin else {}
        if name:
            found["Authorization"] = f"Bearer {self.tokens[name]}"
        return found

    def post(
        self, route: str, body: Mapping[str, Any], name: str = "ada", **more: str
    ) -> TestResponse:
        sent = {"key": f"test-key-{next(_keys):06d}", **body}
        return self.client().post(
            f"/api/v1/curate/{route}", json=sent, headers=self.headers(name, **more)
        )

    def get(self, route: str, name: str = "ada", **query: object) -> Any:
        answer = self.client().get(
            f"/api/v1/curate/{route}", query_string=query, headers=self.headers(name)
        )
        assert answer.status_code == 200, answer.json
        return answer.json


@cache
def _labels() -> Labels:
    return labels()


@cache
def _gallery() -> Gallery:
    return gallery()


def office(home: Path) -> Office:
    """Ada and Bob annotate, Max maintains, Rita only reads."""
    home.mkdir(parents=True, exist_ok=True)
    file = home / "curators.json"
    roles = {
        "ada": CuratorRole.ANNOTATOR,
        "bob": CuratorRole.ANNOTATOR,
        "max": CuratorRole.MAINTAINER,
        "rita": CuratorRole.READER,
    }
    tokens = {name: add_curator(file, name, role).token for name, role in roles.items()}
    app = create_app(home, shelf=MemoryShelf(_gallery(), labels=_labels()), curators=file)
    return Office(app, home, file, tokens)
