"""Any text encoder that transformers knows, on CUDA, Apple's MPS or the CPU.

Only safetensors in a local folder are read, and no code that comes with a model is run. A batch
that does not fit a device's memory is halved until it does, and so are those after it. While a
device works on one batch the next one is made ready.
"""

from __future__ import annotations

import logging
import math
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import chain
from threading import Lock
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from acumen.domain.encoder import EncoderIdentity, ModelCard, Pooling
from acumen.embedding.encoder import QueryMemory, unit_rows
from acumen.embedding.folder import read_json
from acumen.embedding.identity import identify
from acumen.embedding.model import Model, find_model
from acumen.embedding.request import EncoderRequest
from acumen.embedding.tokens import readable
from acumen.embedding.weights import Weights, find_weights
from acumen.errors import EncoderError

SMALL_MODEL: Final = "all-MiniLM-L6-v2"
LARGE_MODEL: Final = "Qwen3-Embedding-0.6B"
INSTALL: Final = "pip install 'acumen-recommender[torch]'"

_CPU_BATCH: Final = 8  # texts; larger ones fall out of the cache
_DEVICE_BATCH_TOKENS: Final = 65_536  # padding included; twice as many are no faster
_AHEAD: Final = 4  # batches that a device is given before the first one's vectors are fetched
# transformers makes a pooler that some checkpoints lack; no pooling here reads it.
_UNUSED: Final = "pooler."

_log = logging.getLogger(__name__)


class TorchEncoder:
    """One model on one device. ``precision`` is a float type's name; "" takes the device's own."""

    def __init__(
        self, weights: Weights, *, device: str, threads: int = 0, precision: str = ""
    ) -> None:
        import torch  # noqa: PLC0415  (seconds to load)

        self._torch: Any = torch
        self._device: Any = torch.device(device)
        if threads and self._device.type == "cpu":
            torch.set_num_threads(threads)
        dtype = precision or self._dtype(weights.model)
        self._identity = identify(weights.model, weights.content(), f"torch/{dtype}")
        self._card = weights.model.card
        if self._device.type == "cuda":
            # cuDNN's attention makes a plan for every new shape of a batch, which takes longer
            # than the batch itself. The other kernels do without, and are as fast.
            torch.backends.cuda.enable_cudnn_sdp(False)
        self._tokenizer, self._network = _load_network(weights, getattr(torch, dtype), self._device)
        self._tokenizing = Lock()  # a tokenizer sets its own state, and fails if two do so at once
        self._max_tokens = _max_tokens(weights)
        self._batch_tokens = _DEVICE_BATCH_TOKENS
        self._allowed = math.inf  # tokens in one batch that the device's memory holds
        self._queries = QueryMemory(lambda texts: self._encode(self._card.query_prefix, texts))

    @property
    def card(self) -> ModelCard:
        return self._card

    @property
    def identity(self) -> EncoderIdentity:
        return self._identity

    @property
    def device(self) -> str:
        """Where the model runs, as torch names it: "cpu", "cuda", "cuda:1", "mps"."""
        return str(self._device)

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit rows (len(texts), identity.dimension)."""
        return self._encode(self._card.document_prefix, texts)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit rows (len(texts), identity.dimension); the last few hundred are remembered."""
        return self._queries.vectors(texts, self._identity.dimension)

    def _dtype(self, model: Model) -> str:
        if self._device.type != "cuda":
            return "float32"
        if model.device_precision or not model.reduced_precision:
            return model.device_precision or "float32"
        return "bfloat16" if self._torch.cuda.is_bf16_supported() else "float16"

    def _encode(self, prefix: str, texts: Sequence[str]) -> NDArray[np.float32]:
        pooled = np.zeros((len(texts), self._card.dimension), dtype=np.float32)
        if texts:
            ids = self._ids([prefix + readable(text) for text in texts])
            try:
                for rows, states in self._in_turn(ids):
                    pooled[rows] = states
            except RuntimeError as error:  # what a driver says: no code for this device, lost, ...
                raise EncoderError(
                    f"{self._card.id} failed on {self._device}: {_first_line(error)}",
                    remedy="run it on the CPU (--encoder onnx), or look at acumen doctor",
                ) from error
        if not np.isfinite(pooled).all():
            raise EncoderError(
                f"{self._card.id} gave a vector that is not finite.",
                remedy="run it on the CPU (--encoder onnx)",
            )
        return unit_rows(pooled, keep=self._card.truncate_dimension)

    def _ids(self, texts: list[str]) -> list[list[int]]:
        with self._tokenizing:
            found: list[list[int]] = self._tokenizer(
                texts,
                truncation=True,
                max_length=self._max_tokens,
                padding=False,
                return_attention_mask=False,
                return_token_type_ids=False,
            )["input_ids"]
        return [ids or [self._padding] for ids in found]  # nothing to read is one empty token

    @property
    def _padding(self) -> int:
        return int(self._tokenizer.pad_token_id or 0)

    def _in_turn(self, ids: Sequence[Sequence[int]]) -> Iterator[tuple[list[int], Any]]:
        """Rows and their pooled states (rows, hidden), on the host, batch by batch."""
        waiting: deque[tuple[list[int], list[Any]]] = deque()
        for rows in self._batches([len(each) for each in ids]):
            waiting.append((rows, self._run([ids[row] for row in rows])))
            if len(waiting) > _AHEAD:
                yield self._fetched(*waiting.popleft())
        while waiting:
            yield self._fetched(*waiting.popleft())

    def _fetched(self, rows: list[int], parts: Sequence[Any]) -> tuple[list[int], Any]:
        return rows, np.concatenate([part.cpu().numpy() for part in parts])

    def _batches(self, lengths: Sequence[int]) -> Iterator[list[int]]:
        """Rows in groups of like length, longest first."""
        on_cpu = self._device.type == "cpu"
        batch: list[int] = []
        for row in sorted(range(len(lengths)), key=lambda row: (-lengths[row], row)):
            padded = (len(batch) + 1) * lengths[batch[0]] if batch else lengths[row]
            full = len(batch) >= _CPU_BATCH if on_cpu else padded > self._batch_tokens
            if batch and full:
                yield batch
                batch = []
            batch.append(row)
        if batch:
            yield batch

    def _run(self, ids: Sequence[Sequence[int]]) -> list[Any]:
        """Pooled states before normalising: tensors (some, hidden) that make up ``ids`` in order.

        What comes back may still be in the making.
        """
        width = max(len(each) for each in ids)
        half = len(ids) // 2
        if half and len(ids) * width > self._allowed:
            return [*self._run(ids[:half]), *self._run(ids[half:])]
        try:
            return [self._forward(ids)]
        except self._torch.OutOfMemoryError as error:
            if len(ids) == 1:
                raise EncoderError(
                    f"{self._card.id} does not fit the memory of {self._device}.",
                    remedy="use --encoder onnx, or a smaller model",
                ) from error
        # Outside the handler, so that the failed batch's tensors are released first.
        self._torch.cuda.empty_cache()
        self._allowed = self._batch_tokens = half * width
        _log.warning(
            "%s: %d texts at once do not fit its memory; going on with %d.",
            self._device, len(ids), half,
        )  # fmt: skip
        return self._run(ids)

    def _forward(self, ids: Sequence[Sequence[int]]) -> Any:
        torch = self._torch
        on_device = self._device.type == "cuda"
        tokens, mask = (torch.from_numpy(each) for each in padded(ids, self._padding))
        whole = bool(mask.all())  # without a mask, attention takes a quicker way
        if on_device:
            tokens, mask = tokens.pin_memory(), mask.pin_memory()
        tokens = tokens.to(self._device, non_blocking=on_device)
        mask = mask.to(self._device, non_blocking=on_device)
        with torch.inference_mode():
            states = self._network(
                input_ids=tokens, attention_mask=None if whole else mask
            ).last_hidden_state
            return pool(torch, states.float(), mask, self._card.pooling)


def padded(
    ids: Sequence[Sequence[int]], padding: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Token ids and their mask, both (len(ids), longest), with the padding on the right.

    There it is out of reach of a decoder, and changes no position that an encoder counts.
    """
    lengths = np.fromiter((len(each) for each in ids), dtype=np.int64, count=len(ids))
    mask = np.arange(lengths.max()) < lengths[:, None]
    tokens = np.full(mask.shape, padding, dtype=np.int64)
    tokens[mask] = np.fromiter(chain.from_iterable(ids), dtype=np.int64, count=int(lengths.sum()))
    return tokens, mask.astype(np.int64)


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
    _try(torch, device)
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


def _try(torch: Any, device: str) -> None:
    """Let ``device`` compute something: a torch without code for it is found out here.

    Raises:
        EncoderError: it cannot.
    """
    try:
        ones = torch.ones(2, 2, device=device)
        float((ones @ ones).sum())
    except RuntimeError as error:
        raise EncoderError(
            f"Torch sees {device} but cannot use it: {_first_line(error)}",
            remedy="install a torch for this device and driver, or use --encoder onnx",
        ) from error


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0][:200] or type(error).__name__


def _load_network(weights: Weights, dtype: Any, device: Any) -> tuple[Any, Any]:
    from transformers import AutoModel, AutoTokenizer  # noqa: PLC0415  (seconds to load)
    from transformers.utils import logging  # noqa: PLC0415

    logging.disable_progress_bar()
    logging.set_verbosity_error()  # what it says of missing tensors is looked at below
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
    try:
        return tokenizer, network.eval().to(device)
    except RuntimeError as error:  # a device with too little memory free, above all
        raise EncoderError(
            f"{weights.model.card.id} cannot be put on {device}: {_first_line(error)}",
            remedy="free memory there, choose a smaller model, or use --encoder onnx",
        ) from error


def _max_tokens(weights: Weights) -> int:
    positions = read_json(weights.folder / "config.json").get("max_position_embeddings")
    wanted = weights.model.card.max_tokens
    return min(wanted, positions) if isinstance(positions, int) and positions > 0 else wanted
