"""The entry point: commands are found, errors become one message, user input never a traceback."""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import os
import pkgutil
import sys
import traceback
from typing import Annotated

import typer

from acumen import __version__
from acumen.cli import commands
from acumen.cli.output import note, say_error
from acumen.errors import AcumenError, HomeLockedError

LOCKED_STATUS = 75  # EX_TEMPFAIL of sysexits.h: try again later
INTERRUPTED_STATUS = 130

cli = typer.Typer(
    name="acumen",
    help="Find a deep-learning project to start from, and see what tends to break in it.",
    epilog=(
        'Start with: acumen index starter, then acumen search "variational autoencoder", '
        "then acumen serve."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(shown: bool) -> None:
    if shown:
        typer.echo(f"acumen {__version__}")
        raise typer.Exit


@cli.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


def load_commands(wanted: str = "") -> None:
    """Register the command ``wanted``, or every module of ``acumen.cli.commands`` if it is none.

    A command has the name of its module, which has ``register(cli)``.
    """
    if wanted == "--version":
        return
    names = [info.name for info in pkgutil.iter_modules(commands.__path__)]
    module = wanted.replace("-", "_")
    for name in [module] if module in names else names:
        importlib.import_module(f"{commands.__name__}.{name}").register(cli)


def main() -> None:
    """Run the command line; exit 0 done, 1 a stated error, 2 usage, 75 locked, 130 interrupted."""
    # What is left at the end goes with the process: to look through it once more takes longer than
    # many a command.
    atexit.register(gc.freeze)
    load_commands(sys.argv[1] if len(sys.argv) > 1 else "")  # no option of ours takes a value
    try:
        cli()
    except HomeLockedError as error:
        say_error(error)
        raise SystemExit(LOCKED_STATUS) from None
    except AcumenError as error:
        say_error(error)
        raise SystemExit(1) from None
    except BrokenPipeError:
        # The reader went away (head, a closed pager): nothing more to say, and no second error.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        note("Interrupted. What was published before stays as it was.")
        raise SystemExit(INTERRUPTED_STATUS) from None
    except Exception as error:  # noqa: BLE001  (the outermost edge)
        if os.environ.get("ACUMEN_DEBUG"):
            traceback.print_exc()
        say_error(
            AcumenError(
                f"Something broke inside Acumen: {type(error).__name__}: {error}",
                remedy="run the same command with ACUMEN_DEBUG=1 and report what it prints",
            )
        )
        raise SystemExit(1) from None
