"""Puts the app together: one function, no globals, nothing read before the first request."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Final

from dash import Dash
from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from acumen.store.annotations import AnnotationStore
from acumen.store.home import Home
from app import api, callbacks, curateapi, fetching, mcp, panels
from app.components.shell import shell
from app.compression import compress
from app.mapspec import PLOTLY
from app.security import protect
from app.services.annotated import AnnotatedShelf
from app.services.code import CodeFetcher
from app.services.library import HomeShelf, Shelf
from app.services.questions import CodeCheck
from app.sessions import Sessions
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


def create_app(
    home: Path,
    *,
    encoder_name: str = "auto",
    shelf: Shelf | None = None,
    curators: Path | None = None,
    agents: bool = False,
    check_code: CodeCheck | None = None,
    fetcher: CodeFetcher | None = None,
) -> Dash:
    """The app over the index in ``home``; it serves everything it needs itself.

    ``shelf`` stands in for the home directory where the index is held in memory. Without
    ``curators``, a file of people who may annotate, there is no route that writes. ``agents`` adds
    the four read-only tools of ``app.mcp``; ``check_code`` is what one of them checks code with.
    ``fetcher`` gets code that is not on this machine when a reader asks for it; without one, code
    that is not here stays where it is.

    Raises:
        UsageError, StorageError: the file of curators cannot be used.
    """
    store = AnnotationStore(Home(home).annotations)
    sessions = Sessions(curators) if curators else None
    shelf = AnnotatedShelf(
        shelf or HomeShelf(home, encoder_name=encoder_name),
        store,
        Home(home).annotations,
        earlier=lambda: _earlier(home),
    )
    server = Flask("acumen")
    compress(server)
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
    if sessions is not None:
        curateapi.register(server, shelf, sessions)
    server.register_blueprint(api.blueprint(shelf, fetcher))
    server.register_blueprint(panels.blueprint(shelf, home))
    if agents:
        server.register_blueprint(mcp.blueprint(shelf, check_code))
    if fetcher is not None:
        server.register_blueprint(fetching.blueprint(shelf, fetcher))
    _first_page(server)
    protect(app)
    return app


def _earlier(home: Path) -> frozenset[tuple[str, str, str]]:
    from acumen.store.previous import previous_entries  # noqa: PLC0415 (pyarrow)

    return previous_entries(Home(home))


def _first_page(server: Flask) -> None:
    @server.before_request
    def to_start() -> Response | None:
        """The app opens with the questions; a query of somebody's own is a search."""
        if request.path != "/" or request.method != "GET":
            return None
        query = request.query_string.decode("ascii", "replace")
        return redirect(f"{EXPLORE if 'q' in request.args else START}{query and '?' + query}")
