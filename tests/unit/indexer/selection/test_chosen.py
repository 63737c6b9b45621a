"""What a program imports by a name that one of its options gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acumen.domain.facts import Language, ModuleFacts
from acumen.syntax.reading import read_module
from indexer.selection.chosen import chosen_imports
from indexer.selection.dynamic import first_roots
from indexer.stages.select import Selection

LOOP = """
import argparse
import importlib
import torch

{options}
network = {expression}.Net()
optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
network(torch.ones(1, 4)).sum().backward()
optimizer.step()
"""
NET = "import torch\n\nclass Net(torch.nn.Module):\n    pass\n"


def facts(source: str) -> ModuleFacts:
    read = read_module(source.encode(), Language.PYTHON)
    assert isinstance(read, ModuleFacts)
    return read


@pytest.mark.parametrize(
    ("options", "expression", "module"),
    [
        ("parser.add_argument('--model', default='small')",
         "importlib.import_module(args.model)", "small"),
        ("parser.add_argument('-m', '--net-name', default='small')",
         "__import__(args.net_name)", "small"),
        ("parser.add_argument('--model', default='small')",
         "importlib.import_module('nets.' + args.model.lower())", "nets.small"),
        ("flags.DEFINE_string('model', 'small', 'help')",
         "importlib.import_module(f'nets.{FLAGS.model}')", "nets.small"),
        ("config['model'] = 'small'", "__import__(config['model'])", "small"),
        ("model = 'small'", "importlib.import_module('nets.{}'.format(model))", "nets.small"),
        ("model = 'small'", "importlib.import_module('nets.%s' % model)", "nets.small"),
        ("parser.add_argument('--model', required=True)",
         "importlib.import_module(args.model)", ""),
        ("parser.add_argument('--model', default='../small')",
         "importlib.import_module(args.model)", ""),
        ("parser.add_argument('--other', default='small')",
         "importlib.import_module(args.model)", ""),
        ("model = 'small'", "importlib.import_module(find(model))", ""),
    ],
)  # fmt: skip
def test_names_that_options_give(options: str, expression: str, module: str) -> None:
    read = facts(LOOP.format(options=options, expression=expression))
    found = [one.module for one in chosen_imports(read, [read])]
    assert found == ([module] if module else [])


def test_options_may_be_declared_elsewhere(
    select_tree: Callable[[Mapping[str, str]], Selection],
) -> None:
    entry = "from settings import read\nargs = read()\n"
    tree = {
        "train.py": LOOP.format(
            options=entry, expression="importlib.import_module('nets.' + args.model)"
        ),
        "settings.py": "import argparse\n\ndef read():\n    parser = argparse.ArgumentParser()\n"
        "    parser.add_argument('--model', default='small')\n    return parser.parse_args()\n",
        "nets/small.py": "from layers import Layer\n" + NET,
        "nets/large.py": NET,
        "layers.py": NET.replace("Net", "Layer"),
    }
    template = next(one for one in select_tree(tree).templates if one.path == "train.py")
    assert set(template.files) == {"train.py", "settings.py", "nets/small.py", "layers.py"}


def test_a_folder_put_first_comes_before_the_programs_own(
    select_tree: Callable[[Mapping[str, str]], Selection],
) -> None:
    start = (
        "import os, sys\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), '../src'))\n"
    )
    call = "from net import Net\nfrom train import fit\nfit(Net())\n"
    step = (
        "import torch\n\ndef fit(model):\n"
        "    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n"
        "    model(torch.ones(1, 4)).sum().backward()\n    optimizer.step()\n"
    )
    tree = {"scripts/train.py": start + call, "src/train.py": step, "src/net.py": NET}
    template = next(one for one in select_tree(tree).templates if one.path == "scripts/train.py")
    assert template.files == ("scripts/train.py", "src/net.py", "src/train.py")


def test_the_last_folder_put_first_comes_first() -> None:
    source = "import sys\nsys.path.insert(0, 'a')\nsys.path.append('b')\nsys.path.insert(0, 'c')\n"
    assert first_roots("run.py", facts(source)) == ("c", "a")


@given(st.text(max_size=60), st.text(max_size=60))
def test_hostile_text_breaks_nothing(name: str, value: str) -> None:
    source = f"__import__({name!r} + args.model)\nparser.add_argument('--model', default={value!r})"
    read = read_module(source.encode("utf-8", "surrogatepass"), Language.PYTHON)
    if isinstance(read, ModuleFacts):
        for one in chosen_imports(read, [read]):
            assert all(part.isidentifier() for part in one.module.split("."))
