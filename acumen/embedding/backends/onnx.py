"""The default on a CPU: a BERT in 8-bit integers through onnxruntime, without torch.

Texts run one at a time on one thread each, several at once: small products do not gain from being
split, and nothing is spent on padding.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from acumen.domain.encoder import EncoderIdentity, ModelCard, Pooling
from acumen.embedding.bertgraph import BertShape, Precision, build_graph
from acumen.embedding.encoder import QueryMemory, unit_rows
from acumen.embedding.folder import read_json
from acumen.embedding.identity import identify
from acumen.embedding.kept import kept_graph
from acumen.embedding.request import EncoderRequest
from acumen.embedding.tokens import load_tokenizer
from acumen.embedding.weights import Weights, find_weights
from acumen.errors import EncoderError

DEFAULT_MODEL: Final = "all-MiniLM-L6-v2"
_WEIGHTS: Final = "model.safetensors"


class OnnxEncoder:
    """A BERT model in onnxruntime. Built graphs are kept in ``graphs``."""

    def __init__(
        self,
        weights: Weights,
        *,
        precision: Precision = Precision.INT8,
        threads: int = 0,
        graphs: Path | None = None,
    ) -> None:
        card = weights.model.card
        if card.pooling is Pooling.LAST:
            raise EncoderError(
                f"The onnx encoder pools by mean or CLS, {card.id} by the last token.",
                remedy="use --encoder torch for this model",
            )
        self._model = weights.model
        content = weights.content()
        self._identity = identify(weights.model, content, f"onnx/{precision}")
        config = read_json(weights.folder / "config.json")
        shape = BertShape.from_config(config)

        def build() -> bytes:
            return build_graph(_tensors(weights.read(_WEIGHTS)), shape, precision)

        self._run = _session(kept_graph(graphs, self._identity.fingerprint, build))
        self._ids = load_tokenizer(
            weights.read("tokenizer.json"), max_tokens=min(card.max_tokens, shape.positions)
        )
        self._threads = threads or usable_cores()
        self._queries = QueryMemory(lambda texts: self._encode(card.query_prefix, texts))

    @property
    def card(self) -> ModelCard:
        return self._model.card

    @property
    def identity(self) -> EncoderIdentity:
        return self._identity

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit rows (len(texts), identity.dimension)."""
        return self._encode(self.card.document_prefix, texts)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit rows (len(texts), identity.dimension); the last few hundred are remembered."""
        return self._queries.vectors(texts, self._identity.dimension)

    def _encode(self, prefix: str, texts: Sequence[str]) -> NDArray[np.float32]:
        pooled = np.zeros((len(texts), self.card.dimension), dtype=np.float32)

        def encode_row(row: int) -> None:
            state = self._run(self._ids(prefix + texts[row]))
            first_token = self.card.pooling is Pooling.CLS
            pooled[row] = state[0] if first_token else state.mean(axis=0, dtype=np.float32)

        # Longest first, so that no thread is left with a long text at the end.
        order = sorted(range(len(texts)), key=lambda row: -len(texts[row]))
        workers = min(self._threads, len(texts))
        if workers <= 1:
            for row in order:
                encode_row(row)
        else:
            with ThreadPoolExecutor(workers) as pool:
                for _ in pool.map(encode_row, order):
                    pass
        if not np.isfinite(pooled).all():
            raise EncoderError(
                f"{self.card.id} gave a vector that is not finite.",
                remedy="get the model's files again",
            )
        return unit_rows(pooled, keep=self.card.truncate_dimension)


def load(request: EncoderRequest) -> OnnxEncoder:
    """The encoder for ``request``. Runs on the CPU whatever the device is called.

    Raises:
        EncoderError: weights are missing, changed, or not those of a BERT; or a device is asked
            for that this backend does not use.
    """
    if request.device not in {"auto", "cpu"}:
        raise EncoderError(
            f"The onnx encoder runs on the CPU, not on {request.device}.",
            remedy="use --encoder torch for another device",
        )
    weights = find_weights(
        request.model,
        default=DEFAULT_MODEL,
        revision=request.revision,
        allow_download=request.allow_download,
    )
    return OnnxEncoder(weights, threads=request.threads, graphs=request.graphs)


def usable_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _tensors(data: bytes) -> Mapping[str, NDArray[np.float32]]:
    from safetensors import SafetensorError  # noqa: PLC0415  (a compiled library)
    from safetensors.numpy import load as load_safetensors  # noqa: PLC0415

    try:
        return dict(load_safetensors(data))
    except (SafetensorError, KeyError, ValueError) as error:
        raise EncoderError(
            f"The weights cannot be read: {error}.", remedy="get the model's files again"
        ) from error


def _session(graph: bytes) -> Callable[[NDArray[np.int32]], NDArray[np.float32]]:
    """A function from ids (1, tokens) to hidden states (tokens, hidden); safe for threads."""
    try:
        import onnxruntime  # noqa: PLC0415  (a large compiled library)
    except ImportError as error:
        raise EncoderError(
            "The onnx encoder needs onnxruntime.", remedy="pip install onnxruntime"
        ) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only
    options.enable_mem_pattern = False  # every text has another length
    session: Any = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    # The wrapper holds the graph to start over with other providers, which never happens here;
    # what runs is a copy. That is a quarter of what a search process holds.
    session._model_bytes = None

    def run(ids: NDArray[np.int32]) -> NDArray[np.float32]:
        return np.asarray(session.run(None, {"ids": ids})[0][0], dtype=np.float32)

    return run
