"""Any text encoder that transformers knows, on CUDA, Apple's MPS or the CPU.

Only safetensors in a local folder are read, and no code that comes with a model is run. On a device
with little memory a batch that does not fit is halved until it does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from acumen.domain.encoder import EncoderIdentity, ModelCard, Pooling
from acumen.embedding.encoder import QueryMemory, unit_rows
from acumen.embedding.folder import read_json
from acumen.embedding.identity import identify
from acumen.embedding.model import find_model
from acumen.embedding.request import EncoderRequest
from acumen.embedding.tokens import readable
from acumen.embedding.weights import Weights, find_weights
from acumen.errors import EncoderError

SMALL_MODEL: Final = "all-MiniLM-L6-v2"
LARGE_MODEL: Final = "Qwen3-Embedding-0.6B"
INSTALL: Final = "pip install 'acumen-recommender[torch]'"

_CPU_BATCH: Final = 8  # texts; larger ones fall out of the cache
_DEVICE_BATCH_TOKENS: Final = 32_768  # padding included
# transformers makes a pooler that some checkpoints lack; no pooling here reads it.
_UNUSED: Final = "pooler."


class TorchEncoder:
    """One model on one device."""

    def __init__(self, weights: Weights, *, device: str, threads: int = 0) -> None:
        import torch  # noqa: PLC0415  (seconds to load)

        self._torch: Any = torch
        self._device: Any = torch.device(device)
        if threads and self._device.type == "cpu":
            torch.set_num_threads(threads)
        dtype = self._dtype(reduced=weights.model.reduced_precision)
        self._identity = identify(weights.model, weights.content(), f"torch/{dtype}")
        self._card = weights.model.card
        self._tokenizer, self._network = _load_network(weights, getattr(torch, dtype), self._device)
        self._max_tokens = _max_tokens(weights)
        self._queries = QueryMemory(lambda texts: self._encode(self._card.query_prefix, texts))

    @property
    def card(self) -> ModelCard:
        return self._card

    @property
    def identity(self) -> EncoderIdentity:
        return self._identity

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit rows (len(texts), identity.dimension)."""
        return self._encode(self._card.document_prefix, texts)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit rows (len(texts), identity.dimension); the last few hundred are remembered."""
        return self._queries.vectors(texts, self._identity.dimension)

    def _dtype(self, *, reduced: bool) -> str:
        if not reduced or self._device.type != "cuda":
            return "float32"
        return "bfloat16" if self._torch.cuda.is_bf16_supported() else "float16"

    def _encode(self, prefix: str, texts: Sequence[str]) -> NDArray[np.float32]:
        pooled = np.zeros((len(texts), self._card.dimension), dtype=np.float32)
        if texts:
            ids = self._tokenizer(
                [prefix + readable(text) for text in texts],
                truncation=True,
                max_length=self._max_tokens,
                padding=False,
            )["input_ids"]
            for rows in self._batches([len(each) for each in ids]):
                pooled[rows] = self._run([ids[row] for row in rows])
        if not np.isfinite(pooled).all():
            raise EncoderError(
                f"{self._card.id} gave a vector that is not finite.",
                remedy="run it on the CPU (--device cpu)",
            )
        return unit_rows(pooled, keep=self._card.truncate_dimension)

    def _batches(self, lengths: Sequence[int]) -> Iterator[list[int]]:
        """Rows in groups of like length, longest first."""
        on_cpu = self._device.type == "cpu"
        batch: list[int] = []
        for row in sorted(range(len(lengths)), key=lambda row: (-lengths[row], row)):
            padded = (len(batch) + 1) * lengths[batch[0]] if batch else lengths[row]
            full = len(batch) >= _CPU_BATCH if on_cpu else padded > _DEVICE_BATCH_TOKENS
            if batch and full:
                yield batch
                batch = []
            batch.append(row)
        if batch:
            yield batch

    def _run(self, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Pooled states (len(ids), hidden) before normalising."""
        try:
            return self._forward(ids)
        except self._torch.OutOfMemoryError as error:
            if len(ids) == 1:
                raise EncoderError(
                    f"{self._card.id} does not fit the memory of {self._device}.",
                    remedy="use --encoder onnx, or a smaller model",
                ) from error
        # Outside the handler, so that the failed batch's tensors are released first.
        self._torch.cuda.empty_cache()
        half = len(ids) // 2
        return np.concatenate([self._run(ids[:half]), self._run(ids[half:])])

    def _forward(self, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        torch = self._torch
        inputs = self._tokenizer.pad(
            {"input_ids": [list(each) for each in ids]}, padding=True, return_tensors="pt"
        )
        mask = inputs["attention_mask"].to(self._device)
        with torch.inference_mode():
            states = self._network(
                input_ids=inputs["input_ids"].to(self._device), attention_mask=mask
            ).last_hidden_state
            pooled = pool(torch, states.float(), mask, self._card.pooling)
        return np.asarray(pooled.cpu().numpy(), dtype=np.float32)


def pool(torch: Any, states: Any, mask: Any, pooling: Pooling) -> Any:
    """One state (batch, hidden) for each text, from ``states`` (batch, tokens, hidden).

    First and last are read from ``mask``, so either side may hold the padding.
    """
    if pooling is Pooling.MEAN:
        weights = mask.unsqueeze(-1).to(states.dtype)
        return (states * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1.0)
    rows = torch.arange(states.shape[0], device=states.device)
    if pooling is Pooling.CLS:
        return states[rows, mask.int().argmax(dim=1)]
    return states[rows, mask.shape[1] - 1 - mask.flip(1).int().argmax(dim=1)]


def load(request: EncoderRequest) -> TorchEncoder:
    """The encoder for ``request``; without a model the large one where CUDA has it, else the small.

    Raises:
        EncoderError: torch, transformers, the device or the weights are missing or refused.
    """
    try:
        import torch  # noqa: PLC0415  (seconds to load)
        import transformers  # noqa: F401, PLC0415
    except ImportError as error:
        raise EncoderError(
            f"The torch encoder needs {error.name}, which is not installed.", remedy=INSTALL
        ) from error
    device = _device(torch, request.device)
    return TorchEncoder(_weights(request, device), device=device, threads=request.threads)


def _weights(request: EncoderRequest, device: str) -> Weights:
    def find(default: str) -> Weights:
        return find_weights(
            request.model,
            default=default,
            revision=request.revision,
            allow_download=request.allow_download,
        )

    if request.model is None and device.startswith("cuda"):
        large = find_model(LARGE_MODEL)
        try:
            return find(large.card.id if large else SMALL_MODEL)
        except EncoderError:
            pass  # not on this machine: the small one runs on CUDA as well
    return find(SMALL_MODEL)


def _device(torch: Any, wanted: str) -> str:
    """The name of a device that is there.

    Raises:
        EncoderError: ``wanted`` is not.
    """
    cuda = bool(torch.cuda.is_available())
    mps = bool(torch.backends.mps.is_available())
    if wanted == "auto":
        return "cuda" if cuda else "mps" if mps else "cpu"
    kind, _, number = wanted.partition(":")
    known = kind in {"cpu", "cuda", "mps"} and (not number or number.isdecimal())
    there = {"cpu": True, "cuda": cuda, "mps": mps}.get(kind, False)
    if there and kind == "cuda" and number:
        there = int(number) < torch.cuda.device_count()
    if not known or not there:
        raise EncoderError(
            f"Torch sees no device {wanted!r} here.",
            remedy="use --device auto; for CUDA check the driver with nvidia-smi",
        )
    return wanted


def _load_network(weights: Weights, dtype: Any, device: Any) -> tuple[Any, Any]:
    from transformers import AutoModel, AutoTokenizer  # noqa: PLC0415  (seconds to load)
    from transformers.utils import logging  # noqa: PLC0415

    logging.disable_progress_bar()
    folder = str(weights.folder)
    try:
        tokenizer = AutoTokenizer.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False
        )
        network, info = AutoModel.from_pretrained(
            folder,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            dtype=dtype,
            attn_implementation="sdpa",
            output_loading_info=True,
        )
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        raise EncoderError(
            f"transformers cannot load {weights.model.card.id} from {folder}: {error}.",
            remedy="choose a text encoder that transformers knows, saved as safetensors",
        ) from error
    missing = sorted(key for key in info["missing_keys"] if _UNUSED not in f"{key}.")
    if missing:
        raise EncoderError(
            f"The weights in {folder} lack {missing[0]} and {len(missing) - 1} more.",
            remedy="get the model's files again: random values would take their place",
        )
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token or tokenizer.unk_token
    return tokenizer, network.eval().to(device)


def _max_tokens(weights: Weights) -> int:
    positions = read_json(weights.folder / "config.json").get("max_position_embeddings")
    wanted = weights.model.card.max_tokens
    return min(wanted, positions) if isinstance(positions, int) and positions > 0 else wanted
