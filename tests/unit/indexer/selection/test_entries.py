"""What makes a file a program, and the reason in the ledger where nothing does."""

# ruff: noqa: E501, ISC004  (a tiny program stays on its line, so that a case reads as one)
from __future__ import annotations

import pytest

from acumen.domain.snapshot import SkipReason
from acumen.domain.template import Role

LOOP = """
import torch
model = torch.nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for x, y in [(torch.ones(1, 4), torch.ones(1, 1))]:
    optimizer.zero_grad()
    (model(x) - y).pow(2).mean().backward()
    optimizer.step()
"""
GUARDED = """
import torch

def main():
    model = torch.nn.Linear(4, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model(torch.ones(1, 4)).sum().backward()
    optimizer.step()

if __name__ == "__main__":
    main()
"""

PROGRAMS = {
    "a top-level loop": {"mnist.py": LOOP},
    "a main guard": {"mnist.py": GUARDED},
    "a bare call of main": {"mnist.py": GUARDED.replace('if __name__ == "__main__":\n    ', "")},
    "an app runner": {
        "mnist.py": "import torch\nfrom absl import app\n\ndef main(argv):\n    print(torch.ones(1))\n\n"
        "if __name__ == '__main__':\n    app.run(main)\n"
    },
    "fire": {"mnist.py": "import fire\nimport torch\n\ndef work():\n    torch.ones(1)\n\nfire.Fire(work)\n"},
    "a fit whose result is kept": {
        "mnist.py": "import keras\nmodel = keras.Sequential()\n"
        "model.compile(loss='mse', optimizer='sgd')\nhistory = model.fit([1], [1])\n"
    },
    "a name like that of a test": {
        "mnist_test.py": LOOP + "\ndef test(epoch):\n    model.eval()\n\ntest(1)\n"
    },
    "a byte order mark": {"mnist.py": "\ufeff" + GUARDED},
    "a training script with a function test_epoch that it calls": {
        "mnist.py": GUARDED.replace("def main():", "def test_epoch():\n    pass\n\ndef main():")
        .replace("    main()\n", "    main()\n    test_epoch()\n")
    },
}  # fmt: skip

LEFT_OUT = {
    "only definitions": ("def f():\n    import torch\n    torch.ones(1)\n", SkipReason.NO_ENTRY),
    "a docstring that shows training": (
        '"""Train it.\n\n    >>> loss.backward()\n    >>> optimizer.step()\n'
        '    model.fit(x, y)\n"""\nimport torch\n\n\nclass A:\n'
        '    """Use:\n\n    import torch\n    trainer.fit(model)\n    """\n',
        SkipReason.NO_ENTRY,
    ),
    "a lone path change": ("import sys\nimport torch\nsys.path.append('..')\n", SkipReason.NO_ENTRY),
    "logging set up": (
        "import logging\nimport torch\nlogging.basicConfig(level=logging.INFO)\n"
        "logger = logging.getLogger(__name__)\nlogger.info('loaded')\n",
        SkipReason.NO_ENTRY,
    ),
    "constants and a decorated function": (
        "import torch\nDEVICE = torch.device('cpu')\n\n\n@torch.no_grad()\ndef f(x):\n    return x\n",
        SkipReason.NO_ENTRY,
    ),
    "registering": ("import torch\nregister_model('a', torch.nn.Linear)\n", SkipReason.NO_ENTRY),
    "an unguarded doctest": (
        "import doctest\nimport torch\n\nif __name__ == '__main__':\n    doctest.testmod()\n",
        SkipReason.NO_ENTRY,
    ),
    "pytest imported": ("import pytest\nimport torch\n" + GUARDED, SkipReason.TEST),
    "a test case": (
        "import torch\nfrom torch.testing._internal.common_utils import TestCase, run_tests\n\n"
        "class A(TestCase):\n    pass\n\nif __name__ == '__main__':\n    run_tests()\n",
        SkipReason.TEST,
    ),
    "test functions": ("import torch\n\ndef test_ones():\n    assert torch.ones(1)\n", SkipReason.TEST),
    "test functions started by hand": (
        "import torch\n\ndef test_ones():\n    assert torch.ones(1)\n\n"
        "if __name__ == '__main__':\n    test_ones()\n",
        SkipReason.TEST,
    ),
    "no framework": ("def main():\n    print(1)\n\nmain()\n", SkipReason.NO_FRAMEWORK),
    "nothing": ("", SkipReason.NO_CODE),
    "a template of code": (
        "{% if torch %}\nimport torch\n{% endif %}\n{{ name }}.main()\n",
        SkipReason.GENERATED,
    ),
}  # fmt: skip


@pytest.mark.parametrize("tree", PROGRAMS.values(), ids=PROGRAMS)
def test_is_a_program(tree, select_tree) -> None:
    assert [t.path for t in select_tree(tree).templates] == list(tree)


@pytest.mark.parametrize(("source", "reason"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_is_left_out_with_its_reason(source, reason, select_tree) -> None:
    selection = select_tree({"thing.py": source})
    assert selection.templates == ()
    assert [(s.path, s.reason) for s in selection.skipped] == [("thing.py", reason)]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("setup.py", GUARDED),
        ("tests/conftest.py", GUARDED),
        ("docs/conf.py", "import torch\nextensions = []\nhtml_theme = 'plain'\nmain()\n"),
    ],
)
def test_set_up_files_are_no_programs(path, source, select_tree) -> None:
    selection = select_tree({path: source})
    assert [(s.path, s.reason) for s in selection.skipped] == [(path, SkipReason.SETUP)]


def test_a_package_init_is_no_program(select_tree) -> None:
    selection = select_tree({"models/__init__.py": GUARDED})
    assert [s.reason for s in selection.skipped] == [SkipReason.NO_ENTRY]


def test_a_module_of_the_package_that_calls_something_is_no_program(select_tree) -> None:
    tree = {
        "setup.py": "",
        "netlib/__init__.py": "VERSION = 1\n",
        "netlib/layers.py": "import torch\n_warm_up_tables()\n",
    }
    assert select_tree(tree).templates == ()


def test_a_notebook_with_code_is_a_program(select_tree, notebook) -> None:
    (template,) = select_tree({"lesson.ipynb": notebook("import torch", "torch.ones(3)")}).templates
    assert template.path == "lesson.ipynb"
    assert template.role is Role.LIBRARY_DEMO


def test_an_empty_tree_has_an_empty_account(select_tree) -> None:
    selection = select_tree({})
    assert (selection.templates, selection.indexed, selection.skipped) == ((), frozenset(), ())
