"""What selection finds never follows the order in which Python happens to hash."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from indexer.selection.scopes import dotted_names, members

TEXT = "zeta.step(alpha.loss, beta, 'gamma') + delta.mean().item()"


def test_names_come_in_the_order_in_which_they_stand() -> None:
    assert list(dotted_names(TEXT)) == ["zeta.step", "alpha.loss", "beta", "delta.mean"]
    assert list(members(TEXT)) == ["step", "loss", "mean", "item"]


@pytest.mark.parametrize("seed", ["0", "1", "2"])
def test_the_order_is_that_of_every_process(seed: str) -> None:
    program = (
        "import json; from indexer.selection.scopes import dotted_names;"
        f"print(json.dumps(list(dotted_names({TEXT!r}))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout) == list(dotted_names(TEXT))
