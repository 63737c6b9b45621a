"""What a program brings in without an import statement."""

# ruff: noqa: E501  (a tiny program stays on its line, so that a case reads as one)
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acumen.domain.facts import Language, ModuleFacts
from acumen.syntax.reading import read_module
from indexer.selection.dynamic import built_names, literal_imports, path_roots, run_files

STEP = """
import torch

def fit(model):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model(torch.ones(1, 4)).sum().backward()
    optimizer.step()
"""
NET = "import torch\n\nclass Net(torch.nn.Module):\n    pass\n"


def facts(source: str) -> ModuleFacts:
    read = read_module(source.encode(), Language.PYTHON)
    assert isinstance(read, ModuleFacts)
    return read


@pytest.mark.parametrize(
    ("expression", "folder"),
    [
        ("'../lib'", "a/lib"),
        ("'.'", "a/b"),
        ("'../../'", ""),
        ("os.path.abspath('..')", "a"),
        ("os.path.join(os.path.dirname(__file__), '..', 'core')", "a/core"),
        ("os.path.dirname(os.path.dirname(os.path.abspath(__file__)))", "a"),
        ("str(Path(__file__).resolve().parent.parent / 'core')", "a/core"),
        ("str(pathlib.Path(__file__).parents[1])", "a"),
        ("ROOT", "a/b/more"),
        ("os.getcwd()", "a/b"),
    ],
)
def test_folders_added_to_the_import_path(expression: str, folder: str) -> None:
    source = f"import sys\nROOT = 'more'\nsys.path.append({expression})\nsys.path.insert(0, {expression})\n"
    assert path_roots("a/b/run.py", facts(source)) == (folder,)


@pytest.mark.parametrize(
    "expression",
    [
        "'../../../outside'",
        "'/opt/lib'",
        "'C:/lib'",
        "folder()",
        "os.environ['HERE']",
        "LOOP",
        "",
        "f'{x}/lib'",
    ],
)
def test_folders_that_are_not_known(expression: str) -> None:
    source = f"import sys\nLOOP = LOOP\nsys.path.append({expression})\n"
    assert path_roots("a/b/run.py", facts(source)) == ()


@given(st.text(alphabet="ab()'\"/.,_[]\\ 1", max_size=60))
def test_no_path_expression_breaks_it(expression: str) -> None:
    source = f"sys.path.append({expression})\nexec(open({expression}).read())\n"
    read = read_module(source.encode(), Language.PYTHON)
    if isinstance(read, ModuleFacts):
        path_roots("a/run.py", read)
        tuple(run_files("a/run.py", read))
        tuple(literal_imports(read))


def test_imports_by_a_literal_name() -> None:
    source = "importlib.import_module('models.net')\n__import__('loop')\nimportlib.import_module(name)\nimport_module('no name')\n"
    assert [found.module for found in literal_imports(facts(source))] == ["models.net", "loop"]


def test_files_that_are_run() -> None:
    source = "exec(open('settings.py').read())\nrunpy.run_path('../more.py')\nexec(code)\n"
    assert list(run_files("a/b/run.py", facts(source))) == ["a/b/settings.py", "a/more.py"]


def test_what_configurations_build() -> None:
    text = (
        "model:\n  _target_: models.net.Net\n  lr: 0.1\n  name: some.thing\n"
        "loss: !new:losses.Focal\n  - target: 'data.sets.Pictures'  # ours\n# _target_: no.Thing\n"
    )
    names = [found.qualified for found in built_names([text])]
    assert names == ["data.sets.Pictures", "losses.Focal", "models.net.Net"]


def test_a_configuration_brings_a_module_in(select_tree) -> None:
    tree = {
        "src/train.py": "import hydra\nimport torch\nfrom src.loop import fit\n\n@hydra.main(config_path='../configs')\n"
        "def main(cfg):\n    fit(hydra.utils.instantiate(cfg.model))\n\nif __name__ == '__main__':\n    main()\n",
        "src/loop.py": STEP,
        "src/nets/net.py": NET,
        "src/nets/other.py": NET,
        "configs/model.yaml": "_target_: src.nets.net.Net\n",
    }
    (template,) = select_tree(tree).templates
    assert template.files == ("src/train.py", "src/loop.py", "src/nets/net.py")


@pytest.mark.parametrize(
    ("source", "files"),
    [
        ("import sys\nsys.path.insert(0, '../shared/code')\nfrom loop import fit\nfit(None)\n", ["shared/code/loop.py"]),
        ("import importlib\nnet = importlib.import_module('net')\nfrom loop import fit\nfit(net.Net())\n", ["jobs/loop.py", "jobs/net.py"]),
        ("import torch\nexec(open('net.py').read())\nfrom loop import fit\nfit(Net())\n", ["jobs/loop.py", "jobs/net.py"]),
    ],
    ids=["path", "name", "text"],
)  # fmt: skip
def test_it_is_a_part_of_the_program(source, files, select_tree) -> None:
    tree = {"jobs/run.py": source, **{path: STEP if "loop" in path else NET for path in files}}
    found = {template.path: template for template in select_tree(tree).templates}
    assert list(found["jobs/run.py"].files) == ["jobs/run.py", *files]


def test_parts_of_the_repositorys_own_package(select_tree) -> None:
    tree = {
        "setup.py": "import setuptools\n",
        "tiny/__init__.py": "",
        "tiny/net.py": NET,
        "tiny/loop.py": "from tiny.tools import seed\n" + STEP,
        "tiny/tools.py": "def seed():\n    pass\n",
        "tiny/unused.py": NET,
        "demo/run.py": "import torch\nfrom tiny.net import Net\nfrom tiny.loop import fit\nfit(Net())\n",
    }
    selection = select_tree(tree)
    (template,) = selection.templates
    assert template.files == ("demo/run.py",)
    assert selection.parts == {"demo/run.py": ("tiny/loop.py", "tiny/net.py", "tiny/tools.py")}


def test_a_framework_in_its_own_repository_has_no_parts(select_tree) -> None:
    tree = {
        "setup.py": "import setuptools\n",
        "flax/__init__.py": "",
        "flax/net.py": NET,
        "demo/run.py": "import torch\nfrom flax.net import Net\n" + STEP + "fit(Net())\n",
    }
    assert not select_tree(tree).parts
