"""Which files belong to a program."""

# ruff: noqa: E501  (a tiny program stays on its line, so that a case reads as one)
from __future__ import annotations

import pytest

from acumen.domain.snapshot import SkipReason

STEP = """
import torch

def fit(model):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model(torch.ones(1, 4)).sum().backward()
    optimizer.step()
"""
NET = "import torch\n\nclass Net(torch.nn.Module):\n    pass\n"
CALL = "if __name__ == '__main__':\n    fit(Net())\n"

CLOSURES = {
    "beside the entry": (
        {"a/train.py": "from net import Net\nfrom loop import fit\n" + CALL,
         "a/net.py": NET, "a/loop.py": STEP, "a/other.py": NET},
        "a/train.py", ["a/train.py", "a/loop.py", "a/net.py"],
    ),
    "from a folder above": (
        {"tools/train.py": "from models.net import Net\nfrom loop import fit\n" + CALL,
         "models/net.py": NET, "loop.py": STEP},
        "tools/train.py", ["tools/train.py", "loop.py", "models/net.py"],
    ),
    "a src layout": (
        {"train.py": "from net import Net\nfrom loop import fit\n" + CALL,
         "src/net.py": NET, "src/loop.py": STEP},
        "train.py", ["train.py", "src/loop.py", "src/net.py"],
    ),
    "relative imports": (
        {"jobs/__init__.py": "", "jobs/train.py": "from .net import Net\nfrom ..loop import fit\n" + CALL,
         "jobs/net.py": NET, "loop.py": STEP},
        "jobs/train.py", ["jobs/train.py", "jobs/net.py", "loop.py"],
    ),
    "a module of a module": (
        {"train.py": "import loop\nloop.fit(None)\n", "loop.py": "from net import Net\n" + STEP, "net.py": NET},
        "train.py", ["train.py", "loop.py", "net.py"],
    ),
    "only what is taken from a package": (
        {"train.py": "from models import Net\nfrom loop import fit\n" + CALL, "loop.py": STEP,
         "models/__init__.py": "from .net import Net\nfrom .huge import Huge\n",
         "models/net.py": NET, "models/huge.py": NET.replace("Net", "Huge")},
        "train.py", ["train.py", "loop.py", "models/__init__.py", "models/net.py"],
    ),
    "handed on twice, once by a star": (
        {"train.py": "from models import Net\nfrom loop import fit\n" + CALL, "loop.py": STEP,
         "models/__init__.py": "from .vision import *\n", "models/vision/__init__.py": "from .net import Net\n",
         "models/vision/net.py": NET},
        "train.py",
        ["train.py", "loop.py", "models/__init__.py", "models/vision/__init__.py", "models/vision/net.py"],
    ),
    "what is used of an imported package": (
        {"train.py": "import models\nimport loop\nloop.fit(models.Net())\n", "loop.py": STEP,
         "models/__init__.py": "from .net import Net\nfrom .huge import Huge\n",
         "models/net.py": NET, "models/huge.py": NET.replace("Net", "Huge")},
        "train.py", ["train.py", "loop.py", "models/__init__.py", "models/net.py"],
    ),
    "a submodule, without the package around it": (
        {"train.py": "from models.net import Net\nfrom loop import fit\n" + CALL, "loop.py": STEP,
         "models/__init__.py": "from .huge import Huge\n", "models/net.py": NET,
         "models/huge.py": NET.replace("Net", "Huge")},
        "train.py", ["train.py", "loop.py", "models/net.py"],
    ),
    "the repository's package stays outside": (
        {"setup.py": "import setuptools\n", "netlib/__init__.py": "from .net import Net\n", "netlib/net.py": NET,
         "examples/train.py": "import torch\nfrom netlib import Net\nfrom loop import fit\n" + CALL,
         "examples/loop.py": STEP},
        "examples/train.py", ["examples/train.py", "examples/loop.py"],
    ),
    "the repository's package, seen from inside": (
        {"setup.py": "import setuptools\n", "netlib/__init__.py": "VERSION = 1\n", "netlib/net.py": NET,
         "netlib/loop.py": STEP,
         "netlib/demo/train.py": "from netlib.net import Net\nfrom netlib.loop import fit\n" + CALL},
        "netlib/demo/train.py", ["netlib/demo/train.py", "netlib/loop.py", "netlib/net.py"],
    ),
    "an import cycle": (
        {"train.py": "from a import fit\nfit(None)\n", "a.py": "import b\n" + STEP, "b.py": "import a\n" + NET},
        "train.py", ["train.py", "a.py", "b.py"],
    ),
    "a folder named like a framework is not it": (
        {"a/train.py": "import torch\nfrom loop import fit\nfit(None)\n", "a/loop.py": STEP,
         "torch/__init__.py": "x = 1\n"},
        "a/train.py", ["a/train.py", "a/loop.py"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("tree", "entry", "files"), CLOSURES.values(), ids=CLOSURES)
def test_closure(tree, entry, files, select_tree) -> None:
    templates = {t.path: t for t in select_tree(tree).templates}
    assert list(templates[entry].files) == files
    assert not templates[entry].large_closure


def test_a_notebook_has_a_closure_too(select_tree, notebook) -> None:
    tree = {"run.ipynb": notebook("from loop import fit", "fit(None)"), "loop.py": STEP}
    (template,) = select_tree(tree).templates
    assert template.files == ("run.ipynb", "loop.py")


def test_a_large_closure_is_cut_and_marked(select_tree) -> None:
    modules = {f"m{i:03}.py": f"import torch\nX{i} = {i}\n" for i in range(80)}
    entry = "".join(f"import m{i:03}\n" for i in range(80)) + "main()\n"
    (template,) = select_tree({"train.py": entry, **modules}).templates
    assert template.large_closure
    assert len(template.files) == 60


def test_a_module_that_no_template_reaches_has_no_entry(select_tree) -> None:
    tree = {"train.py": "from loop import fit\nfit(None)\n", "loop.py": STEP, "old.py": NET}
    selection = select_tree(tree)
    assert selection.indexed == {"train.py", "loop.py"}
    assert [(s.path, s.reason) for s in selection.skipped] == [("old.py", SkipReason.NO_ENTRY)]
