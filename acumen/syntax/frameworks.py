"""Which imports make a program a deep-learning program, and of which framework."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from acumen.domain.facts import ModuleFacts

FRAMEWORKS: Mapping[str, str] = MappingProxyType(
    {
        "accelerate": "accelerate",
        "allennlp": "allennlp",
        "avalanche": "avalanche",
        "caffe": "caffe",
        "caffe2": "caffe2",
        "catalyst": "catalyst",
        "chainer": "chainer",
        "cntk": "cntk",
        "deepspeed": "deepspeed",
        "detectron2": "detectron2",
        "dgl": "dgl",
        "diffusers": "diffusers",
        "equinox": "equinox",
        "espnet": "espnet",
        "espnet2": "espnet",
        "fairseq": "fairseq",
        "fastai": "fastai",
        "flair": "flair",
        "flax": "flax",
        "gluon": "mxnet",
        "gluoncv": "mxnet",
        "gluonnlp": "mxnet",
        "haiku": "haiku",
        "ignite": "ignite",
        "jax": "jax",
        "keras": "keras",
        "keras_core": "keras",
        "keras_cv": "keras",
        "keras_hub": "keras",
        "keras_nlp": "keras",
        "lasagne": "lasagne",
        "lightning": "lightning",
        "lightning_fabric": "lightning",
        "mindspore": "mindspore",
        "mmcv": "mmengine",
        "mmengine": "mmengine",
        "mxnet": "mxnet",
        "nemo": "nemo",
        "objax": "objax",
        "oneflow": "oneflow",
        "optax": "optax",
        "paddle": "paddle",
        "peft": "peft",
        "pyro": "pyro",
        "pytorch_lightning": "lightning",
        "sentence_transformers": "sentence-transformers",
        "skorch": "skorch",
        "sonnet": "sonnet",
        "speechbrain": "speechbrain",
        "stable_baselines3": "stable-baselines3",
        "tensorflow": "tensorflow",
        "tensorlayer": "tensorlayer",
        "tensorpack": "tensorpack",
        "tf_keras": "keras",
        "tflearn": "tflearn",
        "tf_slim": "tensorflow",
        "theano": "theano",
        "timm": "timm",
        "tinygrad": "tinygrad",
        "torch": "pytorch",
        "torch_geometric": "torch-geometric",
        "torchaudio": "pytorch",
        "torchtext": "pytorch",
        "torchvision": "pytorch",
        "transformers": "transformers",
        "trax": "trax",
        "trl": "trl",
        "ultralytics": "ultralytics",
    }
)
"""Import root to framework id. Ids are those of the framework vocabulary."""


def imports_framework(facts: ModuleFacts) -> tuple[str, ...]:
    """Framework ids that the module imports, ascending. Relative imports are never frameworks."""
    found = set()
    for item in facts.imports:
        if item.level == 0:
            root = item.module.partition(".")[0] or item.qualified.partition(".")[0]
            if framework := FRAMEWORKS.get(root):
                found.add(framework)
                if framework == "tensorflow" and _is_keras(item.module, item.qualified):
                    found.add("keras")
    return tuple(sorted(found))


def _is_keras(module: str, qualified: str) -> bool:
    names = {*module.split(".")[:3], *qualified.split(".")[:3]}
    return "keras" in names
