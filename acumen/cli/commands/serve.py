"""``acumen serve``: the app in the browser, on this machine."""

from __future__ import annotations

import socket
import threading
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from acumen.cli.coding import code_reader
from acumen.cli.commands.check import check_text
from acumen.cli.options import EncoderOption, HomeOption, MirrorOption, home_of
from acumen.cli.output import note
from acumen.errors import UsageError

EXAMPLES = """
Examples:

  acumen serve

  acumen serve --port 9000 --no-browser

  acumen serve --curators curators.json

  acumen serve --mcp                                  tools for agents, at /mcp

  acumen serve --offline                              never fetch code that is not here
"""
THREADS = 8
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("serve", epilog=EXAMPLES)(serve)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8050,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Open no browser window.")
    ] = False,
    encoder: EncoderOption = "auto",
    curators: Annotated[
        Path | None,
        typer.Option(
            "--curators",
            help="Let the people of this file annotate; acumen curator add makes it.",
            show_default=False,
        ),
    ] = None,
    offline: Annotated[
        bool,
        typer.Option(
            "--offline",
            help="Fetch no code that is not here; with a --host open to others none is ever.",
        ),
    ] = False,
    mcp: Annotated[
        bool, typer.Option("--mcp", help="Four read-only tools for agents on this machine.")
    ] = False,
    mirror: MirrorOption = None,
    home: HomeOption = None,
) -> None:
    """Open the template map in a local browser. Read-only without --curators."""
    if mcp and host not in LOOPBACK:
        raise UsageError(
            f"Tools for agents are for this machine only, and {host} is open to others.",
            remedy="leave out --host, or --mcp",
        )
    _check_port(host, port)
    import waitress  # noqa: PLC0415  (the server is needed here only)

    from app.factory import create_app  # noqa: PLC0415  (dash takes a second to import)

    offline = offline or host not in LOOPBACK  # strangers make this machine fetch nothing
    people = curators.expanduser().absolute() if curators else None
    app = create_app(
        home_of(home),
        encoder_name=encoder,
        curators=people,
        agents=mcp,
        check_code=check_text if mcp else None,
        fetcher=None if offline else code_reader(home_of(home), mirror, sandbox=True),
    )
    shown_host = f"[{host}]" if ":" in host else host
    address = f"http://{shown_host}:{port}/"
    note(f"Acumen is at {address}  (Ctrl-C ends it)")
    if mcp:
        note(f"Tools for agents: {address}mcp")
    if not no_browser:
        threading.Timer(1.0, webbrowser.open, (address,)).start()
    waitress.serve(app.server, host=host, port=port, threads=THREADS, ident="acumen")


def _check_port(host: str, port: int) -> None:
    """Say plainly that a port is taken, before the slow part of starting."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise UsageError(
            f"{host}:{port} cannot be listened on: {error.strerror or error}",
            remedy=f"choose another: acumen serve --port {port % 65535 + 1}",
        ) from error
