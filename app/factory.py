"""Puts the app together: one function, no globals, nothing read before the first request."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Final

from dash import Dash
from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from app import api, callbacks
from app.components.shell import shell
from app.mapspec import PLOTLY
from app.security import protect
from app.services.library import HomeShelf, Shelf
from app.starturl import START
from app.urlstate import EXPLORE

_ASSETS: Final = Path(__file__).parent / "assets"
_INDEX: Final = """<!DOCTYPE html>
<html lang="en" data-mantine-color-scheme="light" data-plotly="PLOTLY">
  <head>
    {%metas%}
    <meta name="color-scheme" content="light dark">
    <title>{%title%}</title>
    <script src="THEME"></script>
    {%favicon%}
    {%css%}
  </head>
  <body>
    {%app_entry%}
    <footer>{%config%}{%scripts%}{%renderer%}</footer>
    <noscript>Acumen draws its pages with JavaScript. Please switch it on.</noscript>
  </body>
</html>"""


def create_app(home: Path, *, encoder_name: str = "auto", shelf: Shelf | None = None) -> Dash:
    """The app over the index in ``home``; it serves everything it needs itself.

    ``shelf`` stands in for the home directory where the index is held in memory.
    """
    shelf = shelf or HomeShelf(home, encoder_name=encoder_name)
    server = Flask("acumen")
    app = Dash(
        "app",
        server=server,  # type: ignore[arg-type]  # Dash's annotation leaves it out
        title="Acumen",
        update_title="",
        assets_folder=str(_ASSETS),
        assets_ignore=r"theme\.js|plotly-.*",
        serve_locally=True,
        suppress_callback_exceptions=True,
        add_log_handler=False,
        meta_tags=[
            {"name": "viewport", "content": "width=device-width, initial-scale=1"},
            {"name": "description", "content": "Find a deep-learning project to start from."},
        ],
    )
    app.index_string = _INDEX.replace("THEME", app.get_asset_url("theme.js")).replace(
        "PLOTLY", PLOTLY
    )
    app.layout = shell
    for module in sorted(info.name for info in iter_modules(callbacks.__path__)):
        register = getattr(import_module(f"{callbacks.__name__}.{module}"), "register", None)
        if register is not None:
            register(app, shelf, home)
    server.register_blueprint(api.blueprint(shelf))
    _first_page(server)
    protect(app)
    return app


def _first_page(server: Flask) -> None:
    @server.before_request
    def to_start() -> Response | None:
        """The app opens with the questions; a query of somebody's own is a search."""
        if request.path != "/" or request.method != "GET":
            return None
        query = request.query_string.decode("ascii", "replace")
        return redirect(f"{EXPLORE if 'q' in request.args else START}{query and '?' + query}")
