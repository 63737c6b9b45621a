"""Which programs the index before the current one had, to say what is new."""

from __future__ import annotations

from acumen.store.generations import current_number
from acumen.store.home import Home
from acumen.store.tables import unescape

_COLUMNS = ["repository", "path", "files"]


def previous_entries(home: Home) -> frozenset[tuple[str, str, str]]:
    """(repository, path, blob of the entry) of every template of the generation before.

    Empty where there is none, or where it cannot be read any more.
    """
    import pyarrow as pa  # noqa: PLC0415 (heavy)
    import pyarrow.parquet as pq  # noqa: PLC0415

    current = current_number(home)
    if current is None or not home.generations.is_dir():
        return frozenset()
    older = [
        folder
        for folder in home.generations.iterdir()
        if folder.name.isdigit() and int(folder.name) < current
    ]
    if not older:
        return frozenset()
    try:
        table = pq.read_table(max(older) / "templates.parquet", columns=_COLUMNS)
    except (OSError, pa.ArrowException):
        return frozenset()
    rows = zip(*(table[name].to_pylist() for name in _COLUMNS), strict=True)
    return frozenset(
        (unescape(repository), unescape(path), unescape(files[0]["blob"]) if files else "")
        for repository, path, files in rows
    )
