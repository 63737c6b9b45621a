"""Options that several commands share, each written once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from acumen.domain.licence import LicencePolicy
from acumen.store.home import default_home

HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home",
        help="Where the index is kept. Default: $ACUMEN_HOME, else the user's data folder.",
        show_default=False,
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="One JSON document on standard output and nothing else.")
]
EncoderOption = Annotated[
    str,
    typer.Option(
        "--encoder",
        help="auto, onnx, torch or hashing; auto is the one the index was made with.",
    ),
]
LimitOption = Annotated[int, typer.Option("--limit", min=1, max=1000, help="At most so many.")]
PolicyOption = Annotated[
    LicencePolicy,
    typer.Option(
        "--licence", "--license", help="Licences you accept; others are listed with the reason."
    ),
]
MirrorOption = Annotated[
    Path | None,
    typer.Option(
        "--mirror", help="Look for DIR/owner/name(.git) before the network.", show_default=False
    ),
]
NoSandboxOption = Annotated[
    bool,
    typer.Option("--no-sandbox", help="Fetch from the network even without bubblewrap."),
]


def values(name: str, what: str) -> typer.models.OptionInfo:
    """An option that takes one facet's values, several times or joined by commas."""
    option: typer.models.OptionInfo = typer.Option(f"--{name}", help=what, show_default=False)
    return option


def home_of(given: Path | None) -> Path:
    """The home to use: the option, the variable, or the default."""
    return (given.expanduser() if given else default_home()).absolute()
