"""Which calls are handed the name of what they bring, and what options that hold a name are called.

A facet that stands in neither table is never named by a text in code.
"""

from __future__ import annotations

import re
from fnmatch import translate
from functools import cache, lru_cache
from typing import Final

from acumen.attributes.matching import canonical
from acumen.domain.attribute import Facet

_NAMING_CALLS: Final[dict[Facet, tuple[str, ...]]] = {
    Facet.DATASET: (
        "datasets.load_dataset",
        "tensorflow_datasets.*",
        "sklearn.datasets.fetch_openml",
        "keras.utils.get_file",
        "gym.make*",
        "gym.vector.make*",
        "stable_baselines3.common.env_util.make_*",
        "gymnax.make*",
        "brax.envs.*",
        "navix.make*",
        "craftax.*",
        "torch_geometric.datasets.*",
        "ogb.*",
        "seaborn.load_dataset",
        "medmnist.*",
        "torchaudio.datasets.*",
        "d4rl.*",
        "mlx.data.*",
        "deeplake.load",
        "pandas.read_*",
        "numpy.load*",
        "scipy.io.loadmat",
        "tensorflow.data.TextLineDataset",
        "keras.utils.*_from_directory",
        "keras.preprocessing.*_from_directory",
        "torchvision.datasets.ImageFolder",
    ),
    Facet.ARCHITECTURE: (
        "timm.create_model",
        "timm.models.create_model",
        "torch.hub.load",
        "torchvision.models.get_model",
        "transformers.*",
        "diffusers.*",
        "tensorflow_hub.*",
        "sentence_transformers.SentenceTransformer",
        "segmentation_models_pytorch.*",
        "open_clip.create_model*",
        "clip.load",
        "ultralytics.YOLO",
        "whisper.load_model",
        "speechbrain.*.from_hparams",
    ),
    Facet.TASK: ("transformers.pipeline",),
}

LABELS: Final[dict[Facet, re.Pattern[str]]] = {
    Facet.DATASET: re.compile(
        r"(data_?sets?|data_?bases?|data|env|environment|corpus|game)"
        r"(_?(name|id|type|dir|path|root|config|folder|file|url|key))*"
        r"|(train|training)_data(set)?(_name)?"
        r"|(\w{1,20}_)?(data|dataset|images?|imgs?|captions?|audios?|wavs?|text|train|val|test|csv"
        r"|json|root|corpus|annotations?|env)_?(dir|path|folder|root|files?|list|set|name|id)"
        r"|(\w{1,20}_)?(edges?|nodes?|features?|targets?|labels?|graph|adj\w{0,10}|matrix|series|input"
        r"|source|src|tgt|corpus|speech|clean|noisy|hdf5|h5)_?(path|file|dir|folder|name)s?"
        r"|input|train|training|dev|valid|validation|test"
        r"|(train|training|val|validation)_(file|filelist|files|set|path|corpus)|filelist"
    ),
    Facet.ARCHITECTURE: re.compile(
        r"(?!teacher|old|prev)(\w{1,20}_)?(model|arch|architecture|backbone|net|network|encoder|decoder|algo|base_?model"
        r"|checkpoint|ckpt|netG|netD)(_?(name|type|id|arch|checkpoint|ckpt|or|path|class|cls))*",
        re.IGNORECASE,
    ),
    Facet.OPTIMIZER: re.compile(
        r"(opt(im(i[sz]er)?)?|solver)(_?(name|type|class|cls|algorithm|algo|method|choice|kind|lower))?"
    ),
    Facet.LOSS: re.compile(r"(\w{1,20}_)?loss(_?(fn|fun|function|func|name|type|mode))?|criterion"),
    Facet.METRIC: re.compile(r"metrics?(_?(name|for_best_model))?|scoring|monitor"),
    Facet.TASK: re.compile(r"task(_?(name|type))?"),
    Facet.TRAINING_STYLE: re.compile(r"strategy|accelerator|distributed_backend|parallel"),
    Facet.HARDWARE: re.compile(r"device|accelerator|strategy|distribution_strategy|backend|gpus"),
}


@lru_cache(maxsize=1 << 15)
def speaks_of(facet: Facet, label: str) -> bool:
    """Whether what is given under ``label`` is a name of ``facet``'s."""
    labels = LABELS.get(facet)
    return labels is not None and labels.fullmatch(label) is not None


@lru_cache(maxsize=1 << 15)
def loads_by_name(facet: Facet, callee: str) -> bool:
    """Whether ``callee``, a qualified name, is handed the name of what it brings."""
    pattern = _naming_pattern(facet)
    return pattern is not None and pattern.match(canonical(callee)) is not None


@cache
def _naming_pattern(facet: Facet) -> re.Pattern[str] | None:
    globs = _NAMING_CALLS.get(facet)
    return re.compile("|".join(translate(glob) for glob in globs)) if globs else None
