"""The torch encoder on a real device: near the CPU's vectors, the same bytes, little memory."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from acumen.embedding.model import find_model
from acumen.embedding.registry import compatible, load_encoder, load_encoder_for
from acumen.embedding.weights import find_weights, package_folder
from tests.unit.acumen.embedding import tiny_models

pytestmark = pytest.mark.gpu

TEXTS = [f"train a small network {'on noise ' * (n % 30)} step {n}" for n in range(300)]


@pytest.fixture(scope="module")
def bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models.tiny_bert(tmp_path_factory.mktemp("bert"))


@pytest.mark.parametrize(
    ("precision", "least"), [("float32", 0.99999), ("float16", 0.999), ("bfloat16", 0.99)]
)
def test_vectors_are_near_those_of_the_cpu(bert: Path, precision: str, least: float) -> None:
    import torch

    from acumen.embedding.backends.torch import TorchEncoder

    exact = load_encoder("torch", model=bert, device="cpu").encode_documents(TEXTS)
    weights = find_weights(bert, default="")
    encoder = TorchEncoder(weights, device="cuda", precision=precision)
    found = encoder.encode_documents(TEXTS)
    assert found.dtype == np.float32
    assert not torch.backends.cuda.cudnn_sdp_enabled()
    assert (found * exact).sum(axis=1).min() > least
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1.0, atol=1e-5)
    assert found.tobytes() == encoder.encode_documents(TEXTS).tobytes()


def test_little_memory_halves_batches_and_says_so(
    bert: Path, caplog: pytest.LogCaptureFixture
) -> None:
    import torch

    encoder = load_encoder("torch", model=bert, device="cuda")
    texts = TEXTS * 20
    encoder._batch_tokens = 1 << 20
    torch.cuda.reset_peak_memory_stats()
    expected = encoder.encode_documents(texts)
    held, peak = torch.cuda.memory_allocated(), torch.cuda.max_memory_allocated()
    torch.cuda.empty_cache()
    total = torch.cuda.get_device_properties(0).total_memory
    allowed = torch.cuda.memory_reserved() + (peak - held) / 4
    torch.cuda.set_per_process_memory_fraction(allowed / total)
    try:
        with caplog.at_level(logging.WARNING, logger="acumen"):
            found = encoder.encode_documents(texts)
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)
    assert (found * expected).sum(axis=1).min() > 0.999
    assert encoder._batch_tokens < 1 << 20
    assert "going on with" in caplog.text


def test_no_memory_at_all_is_an_error_with_a_remedy(bert: Path) -> None:
    code = (
        "import torch\n"
        "from acumen.embedding.registry import load_encoder\n"
        "from acumen.errors import EncoderError\n"
        "torch.cuda.set_per_process_memory_fraction(0.0)\n"
        "try:\n"
        f"    load_encoder('torch', model={str(bert)!r}, device='cuda').encode_documents(['a'])\n"
        "except EncoderError as error:\n"
        "    print(error)\n"
    )
    done = _python(code)
    assert done.returncode == 0, done.stderr
    assert "Try:" in done.stdout


def test_several_threads_share_one_encoder(bert: Path) -> None:
    encoder = load_encoder("torch", model=bert, device="cuda")
    expected = load_encoder("torch", model=bert, device="cuda").encode_documents(TEXTS[:64])
    with ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(lambda text: encoder.encode_queries([text])[0], TEXTS[:64]))
    assert (np.stack(rows) * expected).sum(axis=1).min() > 0.999


def test_without_a_model_auto_takes_the_device() -> None:
    model = find_model("all-MiniLM-L6-v2")
    assert model is not None
    if package_folder(model) is None:
        pytest.skip(f"needs the weights: {model.install}")
    encoder = load_encoder()
    assert encoder.identity.name == "torch"
    assert encoder.device == "cuda"
    on_cpu = load_encoder("onnx")
    assert compatible(encoder.identity, on_cpu.identity)
    texts = TEXTS[:40]
    assert (encoder.encode_documents(texts) * on_cpu.encode_documents(texts)).sum(
        axis=1
    ).min() > 0.99
    assert compatible(load_encoder_for(encoder.identity).identity, encoder.identity)


def test_a_hidden_device_is_no_device(bert: Path) -> None:
    code = (
        "from acumen.embedding.registry import cuda_device, load_encoder\n"
        "assert not cuda_device()\n"
        f"encoder = load_encoder('torch', model={str(bert)!r})\n"
        "assert encoder.device == 'cpu', encoder.device\n"
    )
    done = _python(code, CUDA_VISIBLE_DEVICES="")
    assert done.returncode == 0, done.stderr


def _python(code: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
