"""What the command leaves behind when it ends."""

from __future__ import annotations

import atexit
import gc
import sys

import pytest

from acumen.cli import main


def test_nothing_is_looked_through_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(atexit, "register", asked.append)
    monkeypatch.setattr(sys, "argv", ["acumen", "--version"])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code in {0, None}
    assert gc.freeze in asked
