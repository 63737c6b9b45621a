"""What the symbols of the frameworks are: one table of layers, functions and tensor methods.

The entries stand in ``tables/*.toml``, one file for each framework.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from acumen.domain.network import LayerKind, Setting
from acumen.syntax.arguments import Literal, literal
from acumen.syntax.globs import fits

_CONV_BY_RANK = ("conv", "conv-transpose")
_KERAS = re.compile(
    r"(?:tensorflow(?:\.compat\.v\d|\.contrib|\.python|\._api\.v\d)*\.keras"
    r"|keras_core|tf_keras|keras)(?:\.src|\.api|\.python|\._tf_keras\.keras)*\.(.+)"
)
_KERAS_GROUP = re.compile(r"(?:engine|legacy)\.\w+\.|layers\.(?:[a-z_]\w*\.)+")
_MERGING = re.compile(r"layers\.merge\.")
_TORCH_MODULE = re.compile(r"torch\.nn\.modules\.\w+\.")
_OLD_KERAS = {
    "Convolution1D": "Conv1D",
    "Convolution2D": "Conv2D",
    "Convolution3D": "Conv3D",
    "Deconvolution2D": "Conv2DTranspose",
    "Convolution2DTranspose": "Conv2DTranspose",
    "SeparableConvolution2D": "SeparableConv2D",
    "MaxPool1D": "MaxPooling1D",
    "MaxPool2D": "MaxPooling2D",
    "MaxPool3D": "MaxPooling3D",
    "AvgPool1D": "AveragePooling1D",
    "AvgPool2D": "AveragePooling2D",
    "AvgPool3D": "AveragePooling3D",
    "GlobalMaxPool1D": "GlobalMaxPooling1D",
    "GlobalMaxPool2D": "GlobalMaxPooling2D",
    "GlobalAvgPool1D": "GlobalAveragePooling1D",
    "GlobalAvgPool2D": "GlobalAveragePooling2D",
}
_SPELLED_ALIKE = (
    ("torch.nn.init.", "torch.nn.init."),
    ("flax.linen.linear.", "flax.linen."),
    ("flax.nn.", "flax.linen."),
    ("haiku._src.", "haiku."),
    ("keras.utils.layers.", "keras.layers."),
    ("tensorflow.math.", "tensorflow."),
)


@dataclass(frozen=True, slots=True)
class Slot:
    """One parameter: its canonical name, the names a call may use, and its default."""

    name: str
    natives: tuple[str, ...]
    default: Literal | None  # None: the framework's default is not given, or there is none


@dataclass(frozen=True, slots=True)
class Entry:
    """What one symbol stands for."""

    kind: LayerKind
    variant: str
    slots: tuple[Slot, ...]
    rest: str  # canonical name of what takes the remaining positional arguments
    framework: str
    natives: Mapping[str, str]  # canonical names by those a call may use
    defaults: tuple[Setting, ...]  # those of the framework that are known
    by_rank: str = ""  # "conv": the kernel's rank decides which convolution it is


class _Section:
    """Entries by symbol. Their texts are taken apart when they are asked for: few ever are."""

    def __init__(self, texts: Mapping[str, tuple[str, str]]) -> None:
        """``texts`` gives for each symbol the text of its entry and the framework."""
        self._texts = texts
        globs = (symbol for symbol in texts if "*" in symbol)
        self._globs = tuple(sorted(globs, key=lambda glob: (-len(glob), glob)))
        self._made: dict[str, Entry] = {}

    def find(self, symbol: str) -> Entry | None:
        if symbol in self._texts and "*" not in symbol:
            return self._entry(symbol)
        for glob in self._globs:
            if fits(symbol, glob):
                return self._entry(glob)
        return None

    def _entry(self, symbol: str) -> Entry:
        if symbol not in self._made:
            self._made[symbol] = _entry(*self._texts[symbol])
        return self._made[symbol]


@cache
def _sections() -> tuple[_Section, _Section, _Section]:
    """Layers, functions and methods of all frameworks."""
    parts: tuple[dict[str, tuple[str, str]], ...] = ({}, {}, {})
    folder = files("acumen.syntax.network") / "tables"
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if not file.name.endswith(".toml"):
            continue
        content: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
        framework = content["framework"]
        for part, section in zip(parts, ("layers", "functions", "methods"), strict=True):
            for symbol, text in content.get(section, {}).items():
                part[symbol] = (text, framework)
        activations = content.get("activations", {"names": (), "modules": ()})
        for module in activations["modules"]:
            for name in activations["names"]:
                axis = " axis=-1" if "softmax" in name else ""
                text = f"activation:{canonical_activation(name)} |{axis}"
                parts[1][f"{module}.{name}"] = (text, framework)
    layers, functions, methods = map(_Section, parts)
    return layers, functions, methods


def _entry(text: str, framework: str) -> Entry:
    head, _, tail = text.partition("|")
    kind, _, variant = head.strip().partition(":")
    slots: list[Slot] = []
    rest = ""
    for part in tail.split():
        if part.startswith("*"):
            rest = part[1:]
            continue
        names, equals, default = part.partition("=")
        name, _, natives = names.partition(":")
        given = tuple(dict.fromkeys((*natives.split(","), name))) if natives else (name,)
        slots.append(Slot(name, given, literal(default) if equals else None))
    by_rank = kind if kind in _CONV_BY_RANK else ""
    canonical = {"conv": "conv2d", "conv-transpose": "conv2d-transpose"}.get(kind, kind)
    known = [slot for slot in slots if slot.default is not None and slot.default.known]
    return Entry(
        kind=LayerKind(canonical),
        variant=variant,
        slots=tuple(slots),
        rest=rest,
        framework=framework,
        natives={native: slot.name for slot in slots for native in slot.natives},
        defaults=tuple(Setting(s.name, True, s.default.value) for s in known if s.default),
        by_rank=by_rank,
    )


@lru_cache(maxsize=16384)
def spelled(symbol: str) -> str:
    """One spelling for what a framework can be imported as: ``keras.layers.Dense``."""
    if found := _KERAS.fullmatch(symbol):
        rest = found[1]
        if _MERGING.match(rest):
            rest = _MERGING.sub("layers.", rest)
        rest = (
            _KERAS_GROUP.sub("layers.", rest) if rest.startswith(("layers.", "legacy.")) else rest
        )
        head, dot, name = rest.rpartition(".")
        if head == "layers" and name in _OLD_KERAS:
            name = _OLD_KERAS[name]
        rest = head + dot + name
        if rest.startswith(("engine.", "models.engine.")):
            rest = rest.rpartition(".")[2]
        return f"keras.{rest}"
    symbol = _TORCH_MODULE.sub("torch.nn.", symbol)
    for old, new in _SPELLED_ALIKE:
        if symbol.startswith(old):
            return new + symbol[len(old) :]
    return symbol


@lru_cache(maxsize=16384)
def layer_entry(symbol: str) -> Entry | None:
    """The layer that calling ``symbol`` (see :func:`spelled`) makes."""
    return _sections()[0].find(symbol)


@lru_cache(maxsize=16384)
def function_entry(symbol: str) -> Entry | None:
    """What the function ``symbol`` does with the tensor that is its first argument."""
    return _sections()[1].find(symbol)


def method_entry(name: str) -> Entry | None:
    """What the method ``name`` of a tensor does."""
    return _sections()[2].find(name)


def canonical_activation(name: str) -> str:
    """``leaky-relu`` of ``LeakyReLU``, ``leaky_relu`` and ``tf.nn.leaky_relu``."""
    name = name.rpartition(".")[2]
    known = {
        "silu": "swish",
        "LeakyReLU": "leaky-relu",
        "ReLU": "relu",
        "PReLU": "prelu",
        "ELU": "elu",
        "soft_sign": "softsign",
    }
    return known.get(name, name.replace("_", "-").lower())
