"""Counts the training steps of the program that Python is about to run, and ends it after a few.

Python imports a module of this name when it starts. Nothing is imported here that the program does
not import itself: each hook waits for its library. A step is an update of weights that really ran:
an optimiser's step in PyTorch, an ``apply_updates`` of optax, a batch of ``Model.fit`` or an
applied gradient in Keras. Data sets that a program would download are replaced by random arrays of
the same shapes, and the replacement is written down, so that nobody takes one for the other.

Environment: ``ACUMEN_STEPS_FILE`` where the count is written, ``ACUMEN_STEPS`` how many are enough.
"""

import contextlib
import importlib.abc
import importlib.machinery
import json
import os
import sys
from pathlib import Path

_FILE = os.environ.get("ACUMEN_STEPS_FILE", "")
_ENOUGH = int(os.environ.get("ACUMEN_STEPS", "3"))
_EXAMPLES = 256  # of a stand-in data set: a few batches

_counted = {"steps": 0, "by": "", "stand_ins": []}


def step(by):
    """One update of weights was made."""
    _counted["steps"] += 1
    _counted["by"] = by
    if _counted["steps"] >= _ENOUGH:
        Path(_FILE).write_text(json.dumps(_counted), "utf-8")
        sys.stdout.flush()
        os._exit(0)


def stands_in(name):
    """The program asked for a data set that is not here; random arrays are used."""
    if name not in _counted["stand_ins"]:
        _counted["stand_ins"].append(name)


def _chance(numpy):
    return numpy.random.default_rng(0)


# --- PyTorch ---------------------------------------------------------------------------------


def _torch_optimizer(module):
    module.register_optimizer_step_post_hook(lambda *_: step("torch"))


def _torchvision_mnist(module):
    import torch

    def load(self):
        stands_in(type(self).__name__)
        pictures = torch.randint(0, 256, (_EXAMPLES, 28, 28), dtype=torch.uint8)
        return pictures, torch.arange(_EXAMPLES) % 10

    module.MNIST._check_exists = lambda *_: True
    module.MNIST._check_legacy_exist = lambda *_: False
    module.MNIST._load_data = load
    module.MNIST.download = lambda *_: None


def _torchvision_cifar(module):
    import numpy as np

    def begin(self, root=".", train=True, transform=None, target_transform=None, *_, **_named):
        stands_in(type(self).__name__)
        module.VisionDataset.__init__(
            self, root, transform=transform, target_transform=target_transform
        )
        classes = 100 if type(self).__name__ == "CIFAR100" else 10
        self.train = train
        self.data = _chance(np).integers(0, 256, (_EXAMPLES, 32, 32, 3), dtype=np.uint8)
        self.targets = [number % classes for number in range(_EXAMPLES)]
        self.classes = [str(number) for number in range(classes)]
        self.class_to_idx = {name: number for number, name in enumerate(self.classes)}

    module.CIFAR10.__init__ = begin


def _planetoid(module):
    import torch
    from torch_geometric.data import Data

    def graph(_folder, name):
        stands_in(name)
        nodes, classes = 300, 7
        masks = torch.arange(nodes) % 3
        return Data(
            x=torch.rand(nodes, 64),
            edge_index=torch.randint(0, nodes, (2, 1200)),
            y=torch.arange(nodes) % classes,
            train_mask=masks == 0,
            val_mask=masks == 1,
            test_mask=masks == 2,
        )

    module.read_planetoid_data = graph
    module.Planetoid.download = lambda *_: None


# --- JAX -------------------------------------------------------------------------------------


def _optax_update(module):
    original = module.apply_updates

    def apply_updates(params, updates):
        import jax

        after = original(params, updates)
        jax.debug.callback(lambda: step("optax"))
        return after

    module.apply_updates = apply_updates


# --- Keras -----------------------------------------------------------------------------------


def _keras_trainer(owner):
    def patch(module):
        trainer = getattr(module, owner)
        original = trainer.fit

        def fit(self, *args, **named):
            from keras.callbacks import LambdaCallback

            given = named.get("callbacks") or []
            given = list(given) if isinstance(given, (list, tuple)) else [given]
            counter = LambdaCallback(on_train_batch_end=lambda *_, **_named: step("keras"))
            named["callbacks"] = [counter, *given]
            _fitting.append(True)
            try:
                return original(self, *args, **named)
            finally:
                _fitting.pop()

        trainer.fit = fit

    return patch


_fitting = []


def _keras_optimizer(module):
    original = module.BaseOptimizer.apply

    def apply(self, *args, **named):
        done = original(self, *args, **named)
        if not _fitting:
            tensorflow = sys.modules.get("tensorflow")
            if tensorflow is None or tensorflow.executing_eagerly():
                step("keras")
            else:
                tensorflow.py_function(lambda: step("keras"), [], [])
        return done

    module.BaseOptimizer.apply = apply


def _keras_arrays(name, shape, classes, *, shift=0):
    def patch(module):
        def load_data(*_args, **_named):
            import numpy as np

            stands_in(name)
            made = [
                (
                    _chance(np).integers(0, 256, (_EXAMPLES, *shape), dtype=np.uint8),
                    (np.arange(_EXAMPLES) % classes + shift).astype("uint8").reshape(target),
                )
                for target in [(-1, 1) if len(shape) == 3 else (-1,)] * 2
            ]
            return made[0], made[1]

        module.load_data = load_data

    return patch


def _keras_words(name, classes):
    def patch(module):
        def load_data(*_args, num_words=None, **_named):
            import numpy as np

            stands_in(name)
            top = min(num_words or 10_000, 10_000)

            def split():
                words = np.empty(_EXAMPLES, dtype=object)
                for row in range(_EXAMPLES):
                    words[row] = list(map(int, _chance(np).integers(4, top, 80)))
                return words, np.arange(_EXAMPLES) % classes

            return split(), split()

        module.load_data = load_data

    return patch


_HOOKS = {
    "torch.optim.optimizer": _torch_optimizer,
    "torchvision.datasets.mnist": _torchvision_mnist,
    "torchvision.datasets.cifar": _torchvision_cifar,
    "torch_geometric.datasets.planetoid": _planetoid,
    "optax._src.update": _optax_update,
    "keras.src.backend.tensorflow.trainer": _keras_trainer("TensorFlowTrainer"),
    "keras.src.backend.torch.trainer": _keras_trainer("TorchTrainer"),
    "keras.src.backend.jax.trainer": _keras_trainer("JAXTrainer"),
    "keras.src.optimizers.base_optimizer": _keras_optimizer,
    "keras.src.datasets.mnist": _keras_arrays("MNIST", (28, 28), 10),
    "keras.src.datasets.fashion_mnist": _keras_arrays("Fashion-MNIST", (28, 28), 10),
    "keras.src.datasets.cifar10": _keras_arrays("CIFAR-10", (32, 32, 3), 10),
    "keras.src.datasets.cifar100": _keras_arrays("CIFAR-100", (32, 32, 3), 100),
    "keras.src.datasets.imdb": _keras_words("IMDB reviews", 2),
    "keras.src.datasets.reuters": _keras_words("Reuters", 46),
}


class _After(importlib.abc.MetaPathFinder):
    """Finds the modules that have a hook, and calls it when they have been run."""

    def find_spec(self, name, path=None, target=None):
        hook = _HOOKS.get(name)
        if hook is None:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is None or spec.loader is None:
            return spec
        run = spec.loader.exec_module

        def exec_module(module):
            run(module)
            with contextlib.suppress(AttributeError):  # another release of the library
                hook(module)

        spec.loader.exec_module = exec_module
        return spec


if _FILE:
    sys.meta_path.insert(0, _After())
