"""An ONNX graph of a BERT encoder, built from its weights alone: no torch, no exporter.

The graph takes one text at a time, ids (1, tokens), and returns the last hidden state (1, tokens,
hidden). With one text there is no padding and no mask, and the activations of a text are quantised
by its own range, so that its vector does not depend on which other texts came along.

In INT8, weights are symmetric per output column with 90 levels each way, activations unsigned per
tensor. A CPU with AVX2 but without VNNI adds two products in 16 bits, which overflows with 127
levels (mean cosine to float32 .995 there, .998 with 90, the same as on newer CPUs). Before both
feed-forward products each token is divided by its own largest magnitude and multiplied back after:
a few tokens are ten times as large as the others and would take all the levels (mean cosine to
float32 .992 without, .998 with).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from acumen.errors import EncoderError

Array = NDArray[np.float32]

_FUSED: Final = "com.microsoft"
_OPSET: Final = 18
_IR_VERSION: Final = 8
# GELU never goes below -0.17, so a token's magnitude after it is its maximum or this.
_GELU_DEPTH: Final = 0.17
_SMALLEST_MAGNITUDE: Final = 1e-6
_LEVELS: Final = 90


class Precision(StrEnum):
    """How the products are computed. The value names the recipe: new recipe, new value."""

    FLOAT32 = "float32"
    INT8 = "int8-90"


@dataclass(frozen=True, slots=True)
class BertShape:
    """What a BERT's weights do not say about themselves."""

    layers: int
    heads: int
    positions: int  # tokens that the position table reaches
    epsilon: float

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> BertShape:
        """Read a transformers ``config.json``.

        Raises:
            EncoderError: it is not a BERT of the plain kind.
        """
        wanted = {
            "model_type": "bert",
            "hidden_act": "gelu",
            "position_embedding_type": "absolute",
        }
        for key, value in wanted.items():
            if config.get(key, value if key != "model_type" else None) != value:
                raise EncoderError(
                    f"The onnx encoder runs BERT models; this one has {key} = {config.get(key)}.",
                    remedy="use --encoder torch for this model",
                )
        try:
            return cls(
                layers=int(config["num_hidden_layers"]),
                heads=int(config["num_attention_heads"]),
                positions=int(config["max_position_embeddings"]),
                epsilon=float(config.get("layer_norm_eps", 1e-12)),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise EncoderError(
                f"The model's configuration is incomplete: {error}.",
                remedy="get the model's files again",
            ) from error


def build_graph(tensors: Mapping[str, Array], shape: BertShape, precision: Precision) -> bytes:
    """The serialised graph; the same bytes for the same weights and precision.

    Raises:
        EncoderError: a tensor is missing or has the wrong shape.
    """
    plain = {name.removeprefix("bert."): tensor for name, tensor in tensors.items()}
    try:
        return _Builder(plain, shape, precision).build()
    except KeyError as error:
        raise EncoderError(
            f"The weights lack {error.args[0]}.", remedy="use --encoder torch for this model"
        ) from error
    except ValueError as error:
        raise EncoderError(
            f"The weights do not fit the configuration: {error}.",
            remedy="get the model's files again",
        ) from error


class _Builder:
    """Collects nodes and constants, layer by layer. Names count up, so they are unique."""

    def __init__(
        self, tensors: Mapping[str, Array], shape: BertShape, precision: Precision
    ) -> None:
        self._tensors = tensors
        self._shape = shape
        self._precision = precision
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def build(self) -> bytes:
        from onnx import TensorProto, helper  # noqa: PLC0415  (needed to build only)

        state = self._embed()
        for layer in range(self._shape.layers):
            state = self._feed_forward(layer, self._attend(layer, state))
        hidden = int(self._weight("embeddings.word_embeddings.weight").shape[1])
        graph = helper.make_graph(
            self._nodes,
            "bert",
            [helper.make_tensor_value_info("ids", TensorProto.INT32, [1, "tokens"])],
            [helper.make_tensor_value_info(state, TensorProto.FLOAT, [1, "tokens", hidden])],
            self._constants,
        )
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)],
            ir_version=_IR_VERSION,
            producer_name="acumen",
        )
        return bytes(model.SerializeToString(deterministic=True))

    def _embed(self) -> str:
        # A single text is one segment: its embedding is added to every position beforehand.
        if len(self._weight("embeddings.position_embeddings.weight")) < self._shape.positions:
            raise ValueError(f"fewer than {self._shape.positions} positions")
        positions = (
            self._weight("embeddings.position_embeddings.weight")
            + self._weight("embeddings.token_type_embeddings.weight")[0]
        )
        inputs = [
            "ids",
            "",
            self._constant(self._weight("embeddings.word_embeddings.weight")),
            self._constant(positions),
            "",
            self._constant(self._weight("embeddings.LayerNorm.weight")),
            self._constant(self._weight("embeddings.LayerNorm.bias")),
        ]
        return self._node(
            "EmbedLayerNormalization", inputs, fused=True, outputs=2, epsilon=self._shape.epsilon
        )

    def _attend(self, layer: int, state: str) -> str:
        name = f"encoder.layer.{layer}.attention"
        parts = [f"{name}.self.{part}" for part in ("query", "key", "value")]
        weight = np.concatenate([self._weight(f"{part}.weight") for part in parts]).T
        bias = np.concatenate([self._weight(f"{part}.bias") for part in parts])
        if weight.shape[0] % self._shape.heads:
            raise ValueError(f"{self._shape.heads} heads for {weight.shape[0]} components")
        mixed = self._node("Add", [self._product(state, weight), self._constant(bias)])
        thirds = [f"{mixed}_{part}" for part in ("q", "k", "v")]
        self._node("Split", [mixed], names=thirds, axis=2, num_outputs=3)
        context = self._node("MultiHeadAttention", thirds, fused=True, num_heads=self._shape.heads)
        out = self._product(context, self._weight(f"{name}.output.dense.weight").T)
        return self._add_and_normalise(out, state, f"{name}.output")

    def _feed_forward(self, layer: int, state: str) -> str:
        name = f"encoder.layer.{layer}"
        wide = self._product_by_token(
            state, self._weight(f"{name}.intermediate.dense.weight").T, gelu=False
        )
        bias = self._constant(self._weight(f"{name}.intermediate.dense.bias"))
        active = self._node("BiasGelu", [wide, bias], fused=True)
        narrow = self._product_by_token(
            active, self._weight(f"{name}.output.dense.weight").T, gelu=True
        )
        return self._add_and_normalise(narrow, state, f"{name}.output")

    def _add_and_normalise(self, update: str, state: str, name: str) -> str:
        parts = [
            self._constant(self._weight(f"{name}.{part}"))
            for part in ("LayerNorm.weight", "LayerNorm.bias", "dense.bias")
        ]
        return self._node(
            "SkipLayerNormalization",
            [update, state, *parts],
            fused=True,
            epsilon=self._shape.epsilon,
        )

    def _product_by_token(self, value: str, weight: Array, *, gelu: bool) -> str:
        """``value @ weight`` with every token on a scale of its own while it is quantised."""
        if self._precision is Precision.FLOAT32:
            return self._product(value, weight)
        axes = self._constant(np.array([-1], dtype=np.int64))
        magnitude = value if gelu else self._node("Abs", [value])
        largest = self._node("ReduceMax", [magnitude, axes], keepdims=1)
        floor = np.array([_GELU_DEPTH if gelu else _SMALLEST_MAGNITUDE], dtype=np.float32)
        scale = self._node("Max", [largest, self._constant(floor)])
        scaled = self._node("Div", [value, scale])
        return self._node("Mul", [self._product(scaled, weight), scale])

    def _product(self, value: str, weight: Array) -> str:
        if self._precision is Precision.FLOAT32:
            return self._node("MatMul", [value, self._constant(weight)])
        levels, scale = quantise_columns(weight)
        inputs = [value, self._constant(levels), self._constant(scale)]
        return self._node("DynamicQuantizeMatMul", inputs, fused=True)

    def _weight(self, name: str) -> Array:
        return np.asarray(self._tensors[name], dtype=np.float32)

    def _constant(self, value: NDArray[Any]) -> str:
        from onnx import numpy_helper  # noqa: PLC0415

        name = f"c{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def _node(
        self,
        kind: str,
        inputs: list[str],
        *,
        fused: bool = False,
        outputs: int = 1,
        names: list[str] | None = None,
        **attributes: float,
    ) -> str:
        """Append a node; its first output's name."""
        from onnx import helper  # noqa: PLC0415

        stem = f"n{len(self._nodes)}"
        made = names or [stem, *(f"{stem}_{i}" for i in range(1, outputs))]
        domain = _FUSED if fused else ""
        self._nodes.append(helper.make_node(kind, inputs, made, domain=domain, **attributes))
        return made[0]


def quantise_columns(weight: Array) -> tuple[NDArray[np.int8], Array]:
    """``weight`` (k, n) as levels -90..90 and the scale of each column (n,)."""
    scale = np.abs(weight).max(axis=0) / np.float32(_LEVELS)
    scale[scale == 0.0] = 1.0
    levels = np.clip(np.rint(weight / scale), -_LEVELS, _LEVELS).astype(np.int8)
    return levels, scale.astype(np.float32)
