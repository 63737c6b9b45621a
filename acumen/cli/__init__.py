"""The ``acumen`` command: the only place that knows the app and the indexer both."""

from acumen.cli.entry import main

__all__ = ["main"]
