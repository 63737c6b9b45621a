"""Where the catalogue lies that answers until somebody has an index of their own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

PREBUILT: Final = Path(__file__).parent / "prebuilt"
CATALOGUE: Final = PREBUILT / "catalogue"
VARIABLE: Final = "ACUMEN_CATALOGUE"
NOT_WANTED: Final = "none"


def shipped_catalogue() -> Path | None:
    """The folder to give to ``acumen.store.catalogue.open_catalogue``; None if there is none.

    ``$ACUMEN_CATALOGUE`` names another folder, or ``none`` to do without.
    """
    given = os.environ.get(VARIABLE, "")
    if given == NOT_WANTED:
        return None
    folder = Path(given).expanduser().absolute() if given else CATALOGUE
    return folder if given or (folder / "MANIFEST.json").is_file() else None
