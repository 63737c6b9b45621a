"""Which programs train, and what the others are for."""

# ruff: noqa: E501, ISC004  (a tiny program stays on its line, so that a case reads as one)
from __future__ import annotations

import pytest

from acumen.domain.template import Role

TRAINING = {
    "backward and a step": (
        "import torch\nopt = torch.optim.Adam([])\nfor x in [1]:\n    loss(x).backward()\n    opt.step()\n"
    ),
    "an accelerator": (
        "import torch\ndef main():\n    accelerator.backward(loss)\n    optimizer.step()\nmain()\n"
    ),
    "a hand-written update": (
        "import torch\nfor x in data:\n    loss(x).backward()\n    with torch.no_grad():\n"
        "        w -= 0.1 * w.grad\n"
    ),
    "a tape": (
        "import tensorflow as tf\ndef step(x):\n    with tf.GradientTape() as tape:\n        loss = model(x)\n"
        "    optimizer.apply_gradients(zip(tape.gradient(loss, ws), ws))\nstep(1)\n"
    ),
    "a session of TensorFlow 1": (
        "import tensorflow as tf\ntrain_op = tf.train.AdamOptimizer(0.1).minimize(cost)\n"
        "for i in range(3):\n    sess.run(train_op)\n"
    ),
    "jax with optax": (
        "import jax\nimport optax\n\ndef train_step(params, batch):\n"
        "    grads = jax.grad(loss_fn)(params, batch)\n    updates, s = tx.update(grads, state)\n"
        "    return optax.apply_updates(params, updates)\n\nfor b in data:\n    p = train_step(p, b)\n"
        "main()\n"
    ),
    "jax by hand": (
        "from jax import grad\n\ndef update(params, batch):\n    grads = grad(loss)(params, batch)\n"
        "    return [w - 0.1 * g for w, g in zip(params, grads)]\n\nfor b in data:\n    run(update(p, b))\n"
    ),
    "compile and fit": (
        "from keras.models import Sequential\nmodel = Sequential()\n"
        "model.compile(loss='mse', optimizer='sgd')\nmodel.fit(x, y)\n"
    ),
    "a model of another function, compiled and fitted": (
        "import keras\nmodel = build()\nmodel.compile(optimizer='sgd', loss='mse')\nmodel.fit(x, y)\n"
    ),
    "a model of another module, compiled and fitted": (
        "import tensorflow as tf\nfrom resnet import ResNet\nnet = ResNet(5)\n"
        "net.compile(optimizer='sgd', loss='mse')\nnet.fit(x)\nnet.evaluate(y)\n"
    ),
    "a Trainer of transformers": (
        "from transformers import Trainer\ntrainer = Trainer(model=m)\ntrainer.train()\n"
    ),
    "lightning": "import lightning as L\nL.Trainer(max_epochs=1).fit(model)\n",
    "skorch": "from skorch import NeuralNetClassifier\nnet = NeuralNetClassifier(M)\nnet.fit(x, y)\n",
    "stable baselines": (
        "import torch\nfrom stable_baselines3 import PPO\nagent = PPO('MlpPolicy', env)\nagent.learn(1000)\n"
    ),
    "an ignite trainer": (
        "from ignite.engine import create_supervised_trainer\nimport torch\n"
        "trainer = create_supervised_trainer(m, o, l)\ntrainer.run(loader)\n"
    ),
    "a brain": (
        "import torch\nimport speechbrain as sb\n\nclass ASR(sb.core.Brain):\n    pass\n\n"
        "asr = ASR()\nasr.fit(range(3), data)\n"
    ),
    "an experiment": (
        "import torch\nfrom labml import experiment\n\ndef main():\n    with experiment.start():\n"
        "        conf.run()\n\nif __name__ == '__main__':\n    main()\n"
    ),
}

NOT_TRAINING = {
    "generation": (
        "sample.py", "from transformers import AutoModel\nm = AutoModel.from_pretrained('x')\nm.generate()\n",
        Role.INFERENCE,
    ),
    "evaluation": ("evaluate.py", "import torch\nmodel.eval()\nscore = run_eval(model)\nmain()\n", Role.EVALUATION),
    "export": (
        "to_onnx.py", "import torch\nif __name__ == '__main__':\n    torch.onnx.export(m, x, 'm.onnx')\n", Role.EXPORT
    ),
    "benchmark": ("bench_matmul.py", "import torch\nimport timeit\ntimeit.timeit(f)\n", Role.BENCHMARK),
    "data": (
        "prepare_data.py", "import torch\n\ndef main():\n    torch.save(x, 'x.pt')\n\nmain()\n",
        Role.DATA_PREPARATION,
    ),
    "a demonstration": ("tensors.py", "import torch\nfor i in range(3):\n    show(torch.ones(i))\n", Role.LIBRARY_DEMO),
    "model.train() is a switch": ("switch.py", "import torch\nmodel.train()\nmodel(x)\nshow(y)\n", Role.LIBRARY_DEMO),
    "a scheduler and an environment step": (
        "roll.py", "import torch\nfor i in range(3):\n    loss.backward()\n    env.step(a)\n    scheduler.step()\n",
        Role.LIBRARY_DEMO,
    ),
    "a scaler is fitted": (
        "scale.py", "import torch\nfrom sklearn.preprocessing import StandardScaler\ns = StandardScaler()\n"
        "s.fit(x)\nshow(torch.ones(1))\n",
        Role.LIBRARY_DEMO,
    ),
    "training stands in a string": (
        "talk.py", 'import torch\ntext = """\nloss.backward()\noptimizer.step()\n"""\nshow(text)\n', Role.LIBRARY_DEMO
    ),
}  # fmt: skip


@pytest.mark.parametrize("source", TRAINING.values(), ids=TRAINING)
def test_trains(source, select_tree) -> None:
    (template,) = select_tree({"program.py": source}).templates
    assert template.role is Role.TRAINING
    assert {e.path for e in template.role_evidence} == {"program.py"}


@pytest.mark.parametrize(("path", "source", "role"), NOT_TRAINING.values(), ids=NOT_TRAINING)
def test_does_not_train(path, source, role, select_tree) -> None:
    (template,) = select_tree({path: source}).templates
    assert template.role is role
    assert template.role_evidence


ENGINE = """
import torch

def train_one_epoch(model, opt):
    model(1).backward()
    opt.step()

def evaluate(model):
    return model(1)
"""


@pytest.mark.parametrize(
    ("source", "role"),
    [
        ("from engine import train_one_epoch\ntrain_one_epoch(m, o)\n", Role.TRAINING),
        ("import engine\nengine.train_one_epoch(m, o)\n", Role.TRAINING),
        ("from engine import *\ntrain_one_epoch(m, o)\n", Role.TRAINING),
        ("import engine as e\nspawn(e.train_one_epoch)\n", Role.TRAINING),
        ("from engine import evaluate\nevaluate(m)\n", Role.EVALUATION),
    ],
)
def test_a_step_in_another_file_counts_if_the_entry_reaches_it(source, role, select_tree) -> None:
    (template,) = select_tree({"main.py": source, "engine.py": ENGINE}).templates
    assert template.role is role
    if role is Role.TRAINING:
        assert {e.path for e in template.role_evidence} == {"engine.py"}


def test_a_main_guard_of_an_imported_module_does_not_run(select_tree) -> None:
    guarded = "import torch\ndef net():\n    pass\nif __name__ == '__main__':\n    l.backward()\n    o.step()\n"
    tree = {"show.py": "from net import net\nshow(net())\n", "net.py": guarded}
    roles = {t.path: t.role for t in select_tree(tree).templates}
    assert roles == {"net.py": Role.TRAINING, "show.py": Role.LIBRARY_DEMO}


PACKAGE = {
    "setup.py": "import setuptools\nsetuptools.setup()\n",
    "netlib/__init__.py": "from .learning import Learning\nfrom .net import Net\n",
    "netlib/net.py": "import torch\n\nclass Net(torch.nn.Module):\n    def fit_input(self):\n        pass\n",
    "netlib/learning.py": (
        "import torch\n\nclass Base:\n    def _one(self):\n        self.l.backward()\n        self.o.step()\n\n"
        "class Learning(Base):\n    def run(self):\n        self._one()\n\n    def show(self):\n        pass\n\n"
        "def gradient_check():\n    l.backward()\n    o.step()\n"
    ),
}


def test_a_facade_of_the_repositorys_package_trains(select_tree) -> None:
    program = "from netlib import Learning\nlearning = Learning()\nlearning.run()\n"
    selection = select_tree({**PACKAGE, "examples/a.py": program})
    (template,) = selection.templates
    assert template.role is Role.TRAINING
    assert template.files == ("examples/a.py",)
    assert [(e.path, e.first_line) for e in template.role_evidence] == [("examples/a.py", 3)]


@pytest.mark.parametrize(
    "program",
    [
        "from netlib import Learning\nlearning = Learning()\nlearning.show()\nwork()\n",
        "from netlib import Net\nnet = Net()\nnet.run()\n",
        "from netlib.learning import gradient_check\ngradient_check()\n",
    ],
    ids=["another method", "another class", "a function that does not say so"],
)
def test_using_the_package_is_not_training(program, select_tree) -> None:
    (template,) = select_tree({**PACKAGE, "examples/a.py": program}).templates
    assert template.role is not Role.TRAINING


def test_one_entry_with_many_configurations_is_one_template(select_tree) -> None:
    tree = {
        "tools/train.py": (
            "import argparse\nimport torch\nfrom mmengine.runner import Runner\n\ndef main():\n"
            "    p = argparse.ArgumentParser()\n    p.add_argument('--config')\n"
            "    runner = Runner.from_cfg(p.parse_args().config)\n    runner.train()\n\nmain()\n"
        ),
        "configs/resnet/a.py": "model = dict(type='A')\n",
        "configs/resnet/b.py": "_base_ = ['a.py']\n",
        "configs/c.yaml": "a: 1\n",
        "data/x.yaml": "a: 1\n",
    }
    (template,) = select_tree(tree).templates
    assert template.role is Role.TRAINING
    assert template.configs == ("configs/c.yaml", "configs/resnet/a.py", "configs/resnet/b.py")


def test_a_recipe_has_the_configurations_beside_it(select_tree) -> None:
    train = (
        "import torch\nfrom hyperpyyaml import load_hyperpyyaml\nh = load_hyperpyyaml(open('x'))\n"
        "loss.backward()\noptimizer.step()\n"
    )
    tree = {
        "recipes/A/ctc/train.py": train,
        "recipes/A/ctc/hparams/small.yaml": "a: 1\n",
        "recipes/B/train.py": train + "other()\n",
        "recipes/B/big.yaml": "a: 1\n",
        "recipes/B/environment.yml": "name: b\n",
    }
    configs = {t.path: t.configs for t in select_tree(tree).templates}
    assert configs == {
        "recipes/A/ctc/train.py": ("recipes/A/ctc/hparams/small.yaml",),
        "recipes/B/train.py": ("recipes/B/big.yaml",),
    }
