"""What star imports of a program's own modules bind, and what a program makes of it."""

from __future__ import annotations

import pytest

from acumen.domain.facts import Language, ModuleFacts
from acumen.syntax.program import Program
from acumen.syntax.reading import read_module

MODEL = """
import torch
import torch.nn as nn
from . import layers
from helpers import Block
from torch.optim import Adam as Optimiser
RATE = 0.1
_hidden = 1
first, second = 1, 2
def make(): from torch.nn import functional
class Net(nn.Module): pass
"""


def program(**files: str) -> Program:
    """``train.py`` first; a stroke in a name is written as two underscores, a package as "pkg"."""
    modules = {}
    for name, text in files.items():
        facts = read_module(text.encode(), Language.PYTHON)
        assert isinstance(facts, ModuleFacts)
        modules[name.replace("__", "/").replace("pkg", "__init__") + ".py"] = facts
    return Program("train.py", modules)


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("nn.Linear", "torch.nn.Linear"),
        ("torch.cuda", "torch.cuda"),
        ("Optimiser", "torch.optim.Adam"),
        ("Net", "model.Net"),
        ("Block", "model.Block"),
        ("RATE", "model.RATE"),
        ("second", "model.second"),
        ("layers.Deep", "model.layers.Deep"),
        ("_hidden", ""),
        ("functional", ""),
    ],
)
def test_public_names_of_an_own_module_are_bound(name: str, meaning: str) -> None:
    given = program(train="from model import *", model=MODEL, helpers="class Block: pass")
    assert given.names("train.py").resolve(name) == meaning


def test_a_list_of_public_names_is_followed() -> None:
    model = "import torch.nn as nn\n__all__ = ['Net', '_secret']\nclass Net: pass\n_secret = 1"
    names = program(train="from model import *", model=model).names("train.py")
    assert names.resolve("Net") == "model.Net"
    assert names.resolve("_secret") == "model._secret"
    assert names.resolve("nn.Linear") == ""


def test_a_list_that_is_put_together_says_nothing() -> None:
    model = "__all__ = ['A'] + more\nclass A: pass\nclass B: pass"
    assert program(train="from model import *", model=model).names("train.py").resolve("B")


def test_names_are_handed_on_through_modules_and_packages() -> None:
    names = program(
        train="from nets import *",
        nets__pkg="from .unet import *",
        nets__unet="from common import *\nclass UNet(nn.Module): pass",
        common="from torch import nn",
    ).names("train.py")
    assert names.resolve("nn.Conv2d") == "torch.nn.Conv2d"
    assert names.resolve("UNet") == "nets.UNet"


def test_what_the_module_binds_itself_comes_first() -> None:
    text = "from keras import layers as nn\nfrom model import *\ndef make(): pass"
    names = program(train=text, model="import torch.nn as nn\ndef make(): pass").names("train.py")
    assert names.resolve("nn.Dense") == "keras.layers.Dense"
    assert names.resolve("make") == ".make"


def test_a_star_of_a_library_beside_one_of_the_program_is_still_read() -> None:
    text = "from keras.layers import *\nfrom model import *"
    names = program(train=text, model="RATE = 1").names("train.py")
    assert names.resolve("Dense") == "keras.layers.Dense"


def test_a_library_is_no_module_of_the_program() -> None:
    names = program(train="from os.path import *", model=MODEL).names("train.py")
    assert names.resolve("Net") == ""


def test_modules_that_take_everything_from_each_other_are_read_in_bounded_time() -> None:
    """Sixty modules: 60! ways through them without a memory."""
    count = 60
    stars = "\n".join(f"from m{i} import *" for i in range(count))
    files = {f"m{i}": f"{stars}\nclass A{i}: pass" for i in range(count)}
    given = program(train="from m0 import *", **files)
    assert given.names("train.py").resolve("A59") == "m0.A59"


@pytest.mark.parametrize(
    "names",
    [
        "[name for name in dir() if not name.startswith('_')]",
        "['Net', *layers.__all__]",
        "['Net']\n__all__.append('Block')",
        "['Net']\n__all__ += ['Block']",
        "[]",
    ],
)
def test_names_that_are_not_all_written_out_are_no_list(names: str) -> None:
    text = f"import layers\n__all__ = {names}\nclass Net: pass\nclass Block: pass"
    assert program(train="from model import *", model=text).names("train.py").resolve("Block")


def test_a_comment_beside_a_public_name_names_nothing() -> None:
    model = "__all__ = [\n    'Net',  # and not 'Block'\n]\nclass Net: pass\nclass Block: pass"
    names = program(train="from model import *", model=model).names("train.py")
    assert names.resolve("Net") == "model.Net"
    assert names.resolve("Block") == ""


def test_the_first_of_two_imports_holds_behind_a_star_as_before_it() -> None:
    model = "try:\n    from torch import nn\nexcept ImportError:\n    from mine import nn"
    names = program(train="from model import *", model=model).names("train.py")
    assert names.resolve("nn.Linear") == "torch.nn.Linear"


def test_an_import_by_name_comes_before_a_star_in_a_module_in_between() -> None:
    names = program(
        train="from model import *",
        model="from torch import nn\nfrom helpers import *",
        helpers="nn = 1",
    ).names("train.py")
    assert names.resolve("nn.Linear") == "torch.nn.Linear"


def test_of_two_stars_the_last_one_holds() -> None:
    stars = "from one import *\nfrom two import *"
    files = {"one": "from keras import layers as nn", "two": "from torch import nn"}
    here = program(train=stars, **files)
    between = program(train="from model import *", model=stars, **files)
    assert here.names("train.py").resolve("nn") == "torch.nn"
    assert between.names("train.py").resolve("nn") == "torch.nn"


def test_every_module_of_a_circle_has_the_names_of_all() -> None:
    after = {"a": "b", "b": "c", "c": "d", "d": "a"}
    files = {name: f"from {other} import *\nclass Of_{name}: pass" for name, other in after.items()}
    for first in after:
        given = program(train=f"from {first} import *", **files)
        for name in after:
            names = given.names(f"{name}.py")
            assert all(names.resolve(f"Of_{other}") for other in after), (first, name)


def test_a_long_line_of_modules_is_gone_through_to_its_end() -> None:
    count = 700
    files = {f"m{i}": f"from m{i + 1} import *\nclass A{i}: pass" for i in range(count)}
    given = program(train="from m0 import *", **files)
    assert given.names("train.py").resolve(f"A{count - 1}") == f"m0.A{count - 1}"


def test_a_table_of_names_is_not_copied_into_every_module() -> None:
    table = "import torch.nn as nn\n" + "\n".join(f"v{i} = {i}" for i in range(3000))
    given = program(train="from first import *", first="from table import *", table=table)
    assert given.names("train.py").resolve("nn.Linear") == "torch.nn.Linear"
    assert len(given.module("train.py").given) == 1000


def test_a_module_that_takes_from_itself_is_as_if_it_did_not() -> None:
    text = "from train import *\nfrom . import *\nfrom .train import *\nclass Net: pass"
    assert program(train=text).module("train.py").given == ()
    assert program(train=text).names("train.py").resolve("Net") == ".Net"
