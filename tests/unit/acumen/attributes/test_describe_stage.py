"""Describing never raises, is the same every time, and says in our own words what a program is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from subjects import subject_of, vocabularies

from acumen.attributes.gloss import gloss_version
from acumen.attributes.registry import LoadedExtractor, load_extractors
from acumen.attributes.subject import Subject
from acumen.attributes.titles import readable_path
from acumen.domain.attribute import Attribute, Facet
from acumen.domain.template import Role
from indexer.stages.describe import describe

VAE = """
import torch
from torch import nn
from torchvision import datasets


class VAE(nn.Module):
    def reparameterize(self, mu):
        return mu

    def decode(self, z):
        return z


data = datasets.MNIST("data")
model = VAE()
opt = torch.optim.Adam(model.parameters())
for x, _ in data:
    model(x).sum().backward()
    opt.step()
"""


def test_title_summary_and_gloss_are_our_own() -> None:
    readme = "# The one and only AE of the lab\n\nSome prose about it.\n"
    described = describe(subject_of({"train.py": VAE, "README.md": readme}))
    assert described.title == "Variational autoencoder on MNIST (PyTorch)"
    assert described.summary.startswith("Image generation with variational autoencoder on MNIST")
    assert any("hidden code" in words for words in described.gloss)
    assert "lab" not in described.title + described.summary


def test_a_program_without_signs_is_titled_by_its_path() -> None:
    described = describe(
        subject_of({"tools/warm_up/main.py": "print(1)\n"}, entry="tools/warm_up/main.py")
    )
    assert described.title == "Warm up"
    assert readable_path(subject_of({"main.py": "print(1)\n"}, entry="main.py").template) == (
        "project main"
    )


def test_an_extractor_that_breaks_leaves_the_others_and_says_so() -> None:
    def breaks(subject: Subject) -> Iterator[Attribute]:
        raise KeyError(subject.template.path)

    broken = LoadedExtractor(Facet.OPTIMIZER, breaks, "", "optimizer")
    others = tuple(one for one in load_extractors() if one.facet is not Facet.OPTIMIZER)
    described = describe(subject_of({"train.py": VAE}), (broken, *others))
    assert described.broken == ("its optimizer could not be read (KeyError)",)
    assert {a.facet for a in described.attributes} >= {Facet.DATASET, Facet.TASK}
    assert Facet.OPTIMIZER not in {a.facet for a in described.attributes}
    assert describe(subject_of({"train.py": VAE})).broken == ()


def test_another_role_is_said_in_the_title() -> None:
    described = describe(subject_of({"train.py": VAE}, role=Role.EVALUATION))
    assert described.title == "Variational autoencoder on MNIST, evaluation (PyTorch)"


def test_the_last_change_is_that_of_the_files() -> None:
    changes = {"train.py": date(2019, 2, 3), "other.py": date(2023, 1, 1)}
    known = describe(subject_of({"train.py": VAE}, last_changes=changes))
    assert known.last_change == date(2019, 2, 3)
    unknown = describe(subject_of({"train.py": VAE}))
    assert unknown.last_change == date(2021, 5, 4)
    years = {a.value: a.confidence for a in unknown.attributes if a.facet is Facet.LAST_CHANGE}
    assert years == {"2021": 0.6}


def test_the_excerpt_is_the_readme_without_markup_or_else_the_docstring() -> None:
    readme = (
        "# A *title*\n\n[![badge](https://x.y/b.svg)](https://x.y)\n<img src='x'>\n"
        "See [the paper](https://x.y/z) first.\n\n```sh\nrm -rf /\n```\n" + "word " * 600
    )
    described = describe(subject_of({"train.py": VAE, "README.md": readme}))
    assert described.readme.startswith("A title See the paper first.")
    assert "rm -rf" not in described.readme
    assert "http" not in described.readme
    assert len(described.readme) <= 1200
    without = describe(subject_of({"train.py": '"""What it is for."""\n' + VAE}))
    assert without.readme == "What it is for."


def test_unreached_code_does_not_describe_a_program() -> None:
    files = {
        "train.py": "import torch\nfrom models import Small\n\nmodel = Small()\n",
        "models.py": (
            "from torch import nn\n\n\nclass Small(nn.Module):\n    def __init__(self):\n"
            "        self.a = nn.Conv2d(1, 1, 3)\n\n\nclass Other(nn.Module):\n"
            "    def __init__(self):\n        self.a = nn.LSTM(1, 1)\n"
        ),
    }
    described = describe(subject_of(files))
    found = {a.value for a in described.attributes if a.facet is Facet.ARCHITECTURE}
    assert "cnn" in found
    assert "lstm" not in found


def test_reach_goes_on_through_modules_and_literals() -> None:
    block = "from torch import nn\n\n\ndef block():\n    return nn.LSTM(1, 1)\n"
    models = (
        "from blocks import block\nfrom torch import nn\n\n\ndef small_net():\n"
        "    return block()\n\n\ndef other_net():\n    return nn.GRU(1, 1)\n"
    )
    entry = "import torch\nimport models\n\nnet = models.__dict__['small_net']()\n"
    described = describe(subject_of({"train.py": entry, "models.py": models, "blocks.py": block}))
    found = {a.value for a in described.attributes if a.facet is Facet.ARCHITECTURE}
    assert "lstm" in found
    assert "gru" not in found


def test_configurations_are_read_where_they_belong_to_the_program() -> None:
    config = "# notes\ndataset: cifar10\noptimizer:\n  _target_: torch.optim.AdamW\nname: svhn\n"
    files = {"train.py": "import torch\n\nprint(1)\n", "conf/a.yaml": config}
    mine = describe(subject_of(files, configs=("conf/a.yaml",)))
    found = {(a.facet, a.value): a.evidence[0].first_line for a in mine.attributes if a.evidence}
    assert found[Facet.DATASET, "cifar10"] == 2
    assert found[Facet.OPTIMIZER, "adamw"] == 4
    assert (Facet.DATASET, "svhn") not in found
    other = describe(subject_of(files))
    assert Facet.DATASET not in {a.facet for a in other.attributes}


def test_a_function_of_the_same_name_elsewhere_is_not_reached() -> None:
    models = (
        "from torch import nn\n\n\ndef small():\n    return nn.Conv2d(1, 1, 1)\n\n\n"
        "def test():\n    return nn.LSTM(1, 1)\n"
    )
    entry = "import torch\nfrom models import *\n\n\ndef test():\n    small()\n\n\ntest()\n"
    described = describe(subject_of({"train.py": entry, "models.py": models}))
    found = {a.value for a in described.attributes if a.facet is Facet.ARCHITECTURE}
    assert "cnn" in found
    assert "lstm" not in found


def test_the_entry_outweighs_what_helpers_know() -> None:
    files = {
        "train.py": "import torch\nfrom data import load\n\nload(dataset='cifar10')\n",
        "data.py": (
            "from torchvision import datasets\n\n\ndef load(dataset):\n"
            "    return datasets.SVHN('x'), datasets.CIFAR10('x'), datasets.STL10('x')\n"
        ),
    }
    described = describe(subject_of(files))
    assert [a.value for a in described.attributes if a.facet is Facet.DATASET] == ["cifar10"]


def test_the_gloss_names_the_versions_of_its_words() -> None:
    assert "task=" in gloss_version(vocabularies())


HOSTILE = st.text(max_size=300) | st.sampled_from(
    [
        "(" * 400,
        "[" * 300 + "]" * 300,
        "![" * 200 + "](" * 200,
        "<!--" * 100,
        "#" * 500,
        "**" * 300,
        "License: " + "(" * 200,
        "licensed under " * 80,
        "\x00\x01\ud800",
        "a=" * 300,
        "import a.b.c as d, e\nfrom . import *\nclass X(Y.Z, metaclass=W): pass\nX()(1)[2].f(g=h)",
        "x = x\ny = y.z\ny.z.w()\nself.a = self.a.b\n",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    code=HOSTILE,
    other=HOSTILE,
    readme=HOSTILE,
    licence=HOSTILE,
    config=HOSTILE,
    folder=st.sampled_from(["", "a b/", "ünï/", "mnist_gan/", "-/"]),
)
def test_nothing_in_a_repository_makes_it_raise(  # noqa: PLR0917  (hypothesis gives them by name)
    code: str, other: str, readme: str, licence: str, config: str, folder: str
) -> None:
    entry = f"{folder}train.py"
    files = {
        entry: "import torch\n" + code + "\nprint(1)\n",
        f"{folder}other.py": "import torch\n" + other,
        f"{folder}README.md": readme,
        "LICENSE": licence,
        "pyproject.toml": config,
        "requirements.txt": config,
        f"{folder}setup.cfg": config,
    }
    try:
        subject = subject_of(files, entry=entry)
    except ValueError:
        return  # the entry itself could not be read, so there is no template
    described = describe(subject)
    assert described == describe(subject_of(files, entry=entry))
    assert described.title
    assert described.summary.endswith(".")
    assert all(0.5 <= a.confidence <= 1 for a in described.attributes)
