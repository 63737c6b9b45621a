"""Variants, duplicates, project roots, and the texts that belong to a project."""

from __future__ import annotations

import pytest

from acumen.domain.snapshot import SkipReason
from acumen.domain.template import Role
from indexer.selection.tree import ancestors
from indexer.selection.variants import find_variants

STEP = "import torch\nloss.backward()\noptimizer.step()\n"


@pytest.mark.parametrize(
    ("names", "family"),
    [
        (("train.py", "train_ddp.py"), True),
        (("train_pytorch.py", "train_jax.py"), True),
        (("run_glue.py", "run_glue_no_trainer.py"), True),
        (("01_linear.py", "02_logistic.py"), False),
        (("01 - tensors.ipynb", "02 - autograd.ipynb"), False),
        (("mnist_cnn.py", "mnist_mlp.py"), False),
        (("gcn.py", "gat.py"), False),
        (("a/train.py", "b/train_ddp.py"), False),
    ],
)
def test_families_by_name(names, family) -> None:
    found = find_variants({name: (name,) for name in names})
    first, second = names
    assert found == ({first: (second,), second: (first,)} if family else {first: (), second: ()})


def test_programs_built_from_the_same_files_are_variants(select_tree) -> None:
    tree = {
        "sr/fit.py": "from net import Net\nfrom data import load\n" + STEP,
        "sr/upscale.py": "from net import Net\nfrom data import load\nshow(Net()(load()))\n",
        "sr/net.py": "import torch\nclass Net:\n    pass\n",
        "sr/data.py": "def load():\n    pass\n",
    }
    variants = {t.path: t.variants for t in select_tree(tree).templates}
    assert variants == {"sr/fit.py": ("sr/upscale.py",), "sr/upscale.py": ("sr/fit.py",)}


def test_lessons_that_share_one_tool_are_no_family() -> None:
    lessons = [f"lesson{chr(97 + i)}.py" for i in range(12)]
    found = find_variants({lesson: (lesson, "tools.py") for lesson in lessons})
    assert set(found.values()) == {()}


def test_the_second_of_two_equal_programs_is_a_duplicate(select_tree) -> None:
    tree = {
        "vendored/copy/train.py": "# another comment\n" + STEP + "from net import x\n",
        "vendored/copy/net.py": "import torch\nx = 1\n",
        "train.py": STEP + "from net import x\n",
        "net.py": "import torch\nx = 1  # one\n",
    }
    selection = select_tree(tree)
    assert [t.path for t in selection.templates] == ["train.py"]
    assert [(s.path, s.reason, s.detail) for s in selection.skipped] == [
        ("vendored/copy/net.py", SkipReason.DUPLICATE, "a part of vendored/copy/train.py"),
        ("vendored/copy/train.py", SkipReason.DUPLICATE, "the same program as train.py"),
    ]


def test_equal_entries_with_different_modules_are_two_programs(select_tree) -> None:
    tree = {
        "a/train.py": STEP + "from net import x\n",
        "a/net.py": "x = 1\n",
        "b/train.py": STEP + "from net import x\n",
        "b/net.py": "x = 2\n",
    }
    assert [t.path for t in select_tree(tree).templates] == ["a/train.py", "b/train.py"]


def test_of_a_notebook_and_its_twin_the_shorter_path_is_kept(select_tree, notebook) -> None:
    tree = {"lesson.ipynb": notebook("import torch", STEP), "lesson.py": "import torch\n" + STEP}
    selection = select_tree(tree)
    assert [t.path for t in selection.templates] == ["lesson.py"]
    assert [s.reason for s in selection.skipped] == [SkipReason.DUPLICATE]


def test_the_project_root_and_its_texts(select_tree) -> None:
    tree = {
        "README.md": "All of it.",
        "LICENSE": "Terms.",
        "setup.py": "import setuptools\n",
        "projects/gan/README.md": "One of it.",
        "projects/gan/requirements.txt": "torch",
        "projects/gan/scripts/train.py": STEP,
        "projects/other/README.md": "No program here.",
        "picture.png": "",
    }
    selection = select_tree(tree)
    (template,) = selection.templates
    assert template.project_root == "projects/gan"
    assert template.role is Role.TRAINING
    assert selection.indexed == set(tree) - {"projects/other/README.md", "picture.png"}
    assert {s.reason for s in selection.skipped} == {SkipReason.NOT_CODE}


def test_the_repository_root_is_the_empty_project_root(select_tree) -> None:
    (template,) = select_tree({"README.md": "x", "train.py": STEP}).templates
    assert template.project_root == ""


def test_an_absolute_path_has_an_end() -> None:
    assert list(ancestors("/a/b")) == ["/a/b", "/a", ""]
    assert list(ancestors("a/b")) == ["a/b", "a", ""]
