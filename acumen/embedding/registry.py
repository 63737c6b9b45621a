"""Encoders by name. A module under ``backends/`` is a backend; nothing heavy loads before its use.

``auto`` prefers torch on a CUDA device, else onnx, else says what is missing. It never falls back
to ``hashing``, whose vectors mean nothing.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
import pkgutil
import sys
import warnings
from pathlib import Path
from typing import Final, cast

from acumen.domain.encoder import EncoderIdentity
from acumen.embedding import backends
from acumen.embedding.encoder import Encoder
from acumen.embedding.identity import compatible
from acumen.embedding.model import find_model
from acumen.embedding.request import EncoderRequest
from acumen.errors import EncoderError, EncoderMismatchError, UsageError

AUTO: Final = "auto"
# Devices that a CUDA driver makes on Linux; looking is cheaper than importing torch.
_CUDA_DEVICES: Final = (Path("/dev/nvidiactl"), Path("/dev/dxg"))

_log = logging.getLogger(__name__)

__all__ = ["AUTO", "backend_names", "compatible", "cuda_device", "load_encoder", "load_encoder_for"]


def backend_names() -> tuple[str, ...]:
    """The names that ``--encoder`` takes besides ``auto``, ascending."""
    return tuple(sorted(info.name for info in pkgutil.iter_modules(backends.__path__)))


def load_encoder(
    name: str = AUTO,
    *,
    model: Path | str | None = None,
    device: str = "auto",
    threads: int = 0,
    revision: str = "",
    allow_download: bool = False,
    home: Path | None = None,
) -> Encoder:
    """The encoder ``name`` ("auto", "onnx", "torch", "hashing") for ``model``.

    ``model`` is a folder, a known model's id, or ``owner/name@<40 hex>``; None takes the
    backend's own default. Weights are local unless ``allow_download``.
    In ``home`` the graph that onnx builds is kept (58 MB), which saves half of the next start.

    Raises:
        UsageError: no encoder has that name.
        EncoderError: weights, a library or a device are missing, or the weights are refused.
    """
    request = EncoderRequest(
        model=model or None,
        device=device,
        threads=threads,
        revision=revision,
        allow_download=allow_download,
        graphs=home / "models" if home else None,
    )
    if name == AUTO:
        return _load_best(request)
    if name not in backend_names():
        raise UsageError(
            f"There is no encoder {name!r}.", remedy=f"one of auto, {', '.join(backend_names())}"
        )
    return _load(name, request)


def load_encoder_for(
    built: EncoderIdentity,
    name: str = AUTO,
    *,
    device: str = "auto",
    threads: int = 0,
    model: Path | str | None = None,
    home: Path | None = None,
) -> Encoder:
    """An encoder whose queries may search the vectors that ``built`` made.

    With ``auto`` the index decides: its own model, by the backend that answers soonest of those
    that are here and compatible. That is onnx where it is, on a machine with a GPU too: for one
    short text it takes no longer, and it starts in a quarter of the time that torch needs.

    Raises:
        EncoderMismatchError: what is asked for makes other vectors.
        EncoderError: nothing here runs the index's model.
    """
    if name != AUTO:
        names: tuple[str, ...] = (name,)
    else:
        light = ("onnx",) if _has_equal(built, "onnx") else ()
        names = tuple(dict.fromkeys((*light, built.name, *backend_names())))
        names = tuple(n for n in names if n != "hashing" or built.name == "hashing")
    if model is None and find_model(built.model_id) is not None:
        model = built.model_id
    problem: EncoderError | EncoderMismatchError | None = None
    for each in names:
        try:
            encoder = load_encoder(each, model=model, device=device, threads=threads, home=home)
        except EncoderError as error:
            problem = problem or error
            continue
        if compatible(built, encoder.identity):
            return encoder
        problem = EncoderMismatchError(
            built_with=_described(built), asked_for=_described(encoder.identity)
        )
    raise problem or EncoderError("No encoder is installed.", remedy="pip install onnxruntime")


def cuda_device() -> bool:
    """Whether torch is installed and sees a CUDA device. Imports torch only if a device may be."""
    if importlib.util.find_spec("torch") is None:
        return False
    if sys.platform == "linux" and not any(path.exists() for path in _CUDA_DEVICES):
        return False
    import torch  # noqa: PLC0415  (seconds to load)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a driver too old: acumen doctor says so, once
        return bool(torch.cuda.is_available())


def _load_best(request: EncoderRequest) -> Encoder:
    wants_device = request.device not in {"auto", "cpu"}
    if wants_device:
        return _load("torch", request)
    if request.device == "auto" and cuda_device():
        try:
            return _load("torch", request)
        except EncoderError as error:
            encoder = _load("onnx", request)  # raises what it lacks, which is less
            _log.warning("The GPU is left out. %s", error.problem)
            return encoder
    return _load("onnx", request)


def _load(name: str, request: EncoderRequest) -> Encoder:
    return cast("Encoder", importlib.import_module(f"{backends.__name__}.{name}").load(request))


def _has_equal(built: EncoderIdentity, backend: str) -> bool:
    """Whether the model of ``built`` was measured to make the same vectors in ``backend``."""
    model = find_model(built.model_id)
    return model is not None and any(
        variant.partition("/")[0] == backend
        for equal in model.equivalences
        for variant in (equal.first, equal.second)
    )


def _described(identity: EncoderIdentity) -> str:
    return f"{identity.name} ({identity.model_id})"
