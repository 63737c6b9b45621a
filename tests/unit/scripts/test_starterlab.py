"""Counting the training steps of a program without knowing anything of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

RECORDER = Path(__file__).parents[3] / "scripts" / "starterlab" / "recorder"
OPTIMIZER = """
_hooks = []
def register_optimizer_step_post_hook(hook):
    _hooks.append(hook)
class SGD:
    def step(self):
        for hook in _hooks:
            hook(self, (), {})
"""
OPTAX = """
def apply_updates(params, updates):
    return params + updates
"""
JAX = """
class debug:
    @staticmethod
    def callback(said):
        said()
"""


def program(folder: Path, text: str, **modules: str) -> dict[str, object] | None:
    """What was recorded of a program that consists of ``text`` beside packages of our own."""
    for name, source in modules.items():
        place = folder.joinpath(*name.split("__")).with_suffix(".py")
        place.parent.mkdir(parents=True, exist_ok=True)
        for parent in place.relative_to(folder).parents[:-1]:
            (folder / parent / "__init__.py").touch()
        place.write_text(source)
    (folder / "main.py").write_text(text)
    notes = folder / "steps.json"
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{RECORDER}{os.pathsep}{folder}",
        "ACUMEN_STEPS_FILE": str(notes),
        "ACUMEN_STEPS": "3",
    }
    subprocess.run([sys.executable, str(folder / "main.py")], env=env, check=True, timeout=60)
    return json.loads(notes.read_text()) if notes.exists() else None


def test_three_steps_of_an_optimiser_end_the_program(tmp_path: Path) -> None:
    text = (
        "from torch.optim.optimizer import SGD\n"
        "for _ in range(10):\n    SGD().step()\n    print('after a step', flush=True)\n"
        "raise SystemExit('it was not ended')\n"
    )
    seen = program(tmp_path, text, torch__optim__optimizer=OPTIMIZER)
    assert seen == {"steps": 3, "by": "torch", "stand_ins": []}


def test_a_program_that_makes_fewer_steps_is_left_alone(tmp_path: Path) -> None:
    text = "from torch.optim.optimizer import SGD\nSGD().step()\n"
    assert program(tmp_path, text, torch__optim__optimizer=OPTIMIZER) is None


def test_an_update_by_optax_counts_when_it_runs(tmp_path: Path) -> None:
    text = (
        "from optax._src.update import apply_updates\n"
        "w = 0\nfor _ in range(10):\n    w = apply_updates(w, 1)\nraise SystemExit(1)\n"
    )
    seen = program(tmp_path, text, optax___src__update=OPTAX, jax=JAX)
    assert seen is not None
    assert (seen["steps"], seen["by"]) == (3, "optax")


def test_a_data_set_that_is_not_here_is_replaced_and_named(tmp_path: Path) -> None:
    pytest.importorskip("numpy")
    text = (
        "import os\nfrom keras.src.datasets.mnist import load_data\n"
        "from torch.optim.optimizer import SGD\n"
        "(x, y), _ = load_data()\nassert x.shape[1:] == (28, 28), x.shape\n"
        "assert sorted(set(y.tolist())) == list(range(10))\n"
        "while True:\n    SGD().step()\n"
    )
    numpy = Path(pytest.importorskip("numpy").__file__).parents[1]
    text = f"import sys\nsys.path.append({str(numpy)!r})\n" + text
    seen = program(
        tmp_path, text,
        keras__src__datasets__mnist="def load_data():\n    raise OSError('no network')\n",
        torch__optim__optimizer=OPTIMIZER,
    )  # fmt: skip
    assert seen is not None
    assert seen["stand_ins"] == ["MNIST"]


def test_without_a_place_for_notes_nothing_is_hooked(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys; print('_After' in repr(sys.meta_path))"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(RECORDER)},
        capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    assert done.stdout.strip() == "False"
