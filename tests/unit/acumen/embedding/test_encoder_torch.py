"""The torch encoder on tiny models with random weights: pooling, padding, prefixes, refusals."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest
import tiny_models

from acumen.domain.encoder import Pooling
from acumen.embedding.backends.onnx import OnnxEncoder
from acumen.embedding.bertgraph import Precision
from acumen.embedding.identity import compatible
from acumen.embedding.model import find_model
from acumen.embedding.registry import cuda_device, load_encoder, load_encoder_for
from acumen.embedding.weights import find_weights, package_folder
from acumen.errors import EncoderError

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # those of other libraries on import are not ours to mend
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")

from acumen.embedding.backends.torch import TorchEncoder, pool
from acumen.embedding.backends.torch import padded as padded_ids

pytestmark = pytest.mark.torch

TEXTS = ["train a small network", "", "noise " * 40, "digits", "images of digits, step 12"]


@pytest.fixture(scope="module")
def bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models.tiny_bert(tmp_path_factory.mktemp("bert"))


@pytest.fixture(scope="module")
def decoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Qwen3 of two layers that pools its last token, as its folder says."""
    folder = tiny_models.tiny_bert(tmp_path_factory.mktemp("decoder"))
    torch.manual_seed(0)
    config = transformers.Qwen3Config(
        vocab_size=int(tiny_models.CONFIG["vocab_size"]),
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=8,
        max_position_embeddings=64,
        bos_token_id=2,
        eos_token_id=3,
        pad_token_id=0,
    )
    transformers.Qwen3Model(config).save_pretrained(folder)
    tiny_models.write_json(folder / "1_Pooling" / "config.json", {"pooling_mode_lasttoken": True})
    tiny_models.write_json(
        folder / "config_sentence_transformers.json",
        {"prompts": {"query": "loss of "}, "truncate_dim": 16},
    )
    return folder


def test_bert_in_torch_and_in_onnx_agree(bert: Path) -> None:
    exact = OnnxEncoder(find_weights(bert, default=""), precision=Precision.FLOAT32)
    vectors = load_encoder("torch", model=bert, device="cpu").encode_documents(TEXTS)
    np.testing.assert_allclose(exact.encode_documents(TEXTS), vectors, atol=1e-5)


def test_last_token_of_a_decoder_whatever_the_company(decoder: Path) -> None:
    encoder = load_encoder("torch", model=decoder, device="cpu")
    assert encoder.card.pooling is Pooling.LAST
    together = encoder.encode_documents(TEXTS)
    alone = np.concatenate([encoder.encode_documents([text]) for text in TEXTS])
    np.testing.assert_allclose(together, alone, atol=1e-5)

    network = transformers.Qwen3Model.from_pretrained(decoder)
    ids = encoder._tokenizer(TEXTS[4], return_tensors="pt")["input_ids"]
    with torch.inference_mode():
        state = network(input_ids=ids).last_hidden_state[0, -1, :16].numpy()
    np.testing.assert_allclose(together[4], state / np.linalg.norm(state), atol=1e-5)


def test_padding_stands_on_the_right() -> None:
    tokens, mask = padded_ids([[5, 6, 7], [8]], 9)
    assert tokens.tolist() == [[5, 6, 7], [8, 9, 9]]
    assert mask.tolist() == [[1, 1, 1], [1, 0, 0]]
    assert tokens.dtype == mask.dtype == np.int64


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_side_that_a_tokenizer_pads_is_no_matter(decoder: Path, bert: Path, side: str) -> None:
    for folder in (decoder, bert):
        encoder = load_encoder("torch", model=folder, device="cpu")
        expected = np.concatenate([encoder.encode_documents([text]) for text in TEXTS])
        encoder._tokenizer.padding_side = side
        np.testing.assert_allclose(encoder.encode_documents(TEXTS), expected, atol=1e-5)


def test_a_driver_that_fails_is_an_error_with_a_remedy(
    bert: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = load_encoder("torch", model=bert, device="cpu")

    def fails(*_: object) -> object:
        raise RuntimeError("CUDA error: no kernel image is available\nCompile with ...")

    monkeypatch.setattr(TorchEncoder, "_forward", fails)
    with pytest.raises(EncoderError, match="no kernel image is available") as raised:
        encoder.encode_documents(["digits"])
    assert "Compile with" not in str(raised.value)
    assert "onnx" in raised.value.remedy


def test_after_a_batch_that_did_not_fit_later_ones_are_smaller(
    bert: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    encoder = load_encoder("torch", model=bert, device="cpu")
    encoder._device = torch.device("meta")  # batches as for a device
    forward = TorchEncoder._forward
    sizes: list[int] = []

    def small(self: TorchEncoder, ids: list[list[int]]) -> object:
        sizes.append(len(ids))
        if len(ids) > 4:
            raise torch.OutOfMemoryError
        self._device = torch.device("cpu")
        try:
            return forward(self, ids)
        finally:
            self._device = torch.device("meta")

    monkeypatch.setattr(TorchEncoder, "_forward", small)
    texts = [f"images of digits, step {n % 10}" for n in range(16)]
    first = encoder.encode_documents(texts)
    assert sizes == [16, 8, 4, 4, 4, 4]
    assert caplog.text.count("going on with") == 2
    sizes.clear()
    np.testing.assert_allclose(encoder.encode_documents(texts), first, atol=1e-5)
    assert sizes == [4, 4, 4, 4]


def test_prefix_and_cut_come_from_the_folder(decoder: Path) -> None:
    encoder = load_encoder("torch", model=decoder, device="cpu")
    assert encoder.identity.dimension == 16
    asked = encoder.encode_queries(["digits"])
    assert asked.shape == (1, 16)
    np.testing.assert_allclose(asked, encoder.encode_documents(["loss of digits"]), atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(asked, axis=1), 1.0, atol=1e-6)
    assert encoder.encode_documents([]).shape == (0, 16)


def test_pooling_reads_the_mask_on_either_side() -> None:
    states = torch.arange(16.0).reshape(2, 4, 2)
    mask = torch.tensor([[0, 1, 1, 1], [1, 1, 0, 0]])
    assert pool(torch, states, mask, Pooling.CLS).tolist() == [[2, 3], [8, 9]]
    assert pool(torch, states, mask, Pooling.LAST).tolist() == [[6, 7], [10, 11]]
    assert pool(torch, states, mask, Pooling.MEAN).tolist() == [[4, 5], [9, 10]]


def test_a_batch_that_does_not_fit_is_halved(bert: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = load_encoder("torch", model=bert, device="cpu")
    expected = encoder.encode_documents(TEXTS)
    forward = TorchEncoder._forward
    sizes: list[int] = []

    def small(self: TorchEncoder, ids: list[list[int]]) -> object:
        sizes.append(len(ids))
        if len(ids) > 2:
            raise torch.OutOfMemoryError
        return forward(self, ids)

    monkeypatch.setattr(TorchEncoder, "_forward", small)
    np.testing.assert_allclose(encoder.encode_documents(TEXTS), expected, atol=1e-5)
    assert sizes == [5, 2, 3, 1, 2]

    def never(self: TorchEncoder, ids: list[list[int]]) -> object:
        raise torch.OutOfMemoryError

    monkeypatch.setattr(TorchEncoder, "_forward", never)
    with pytest.raises(EncoderError, match="memory"):
        encoder.encode_documents(["digits"])


def test_a_missing_tensor_is_not_made_up(tmp_path: Path) -> None:
    folder = tiny_models.tiny_bert(tmp_path / "m", num_hidden_layers=3)
    with pytest.raises(EncoderError, match="lack"):
        load_encoder("torch", model=folder, device="cpu")


def test_an_architecture_that_is_not_known_is_refused(tmp_path: Path) -> None:
    folder = tiny_models.tiny_bert(tmp_path / "m", model_type="of-another-world")
    with pytest.raises(EncoderError, match="cannot load"):
        load_encoder("torch", model=folder, device="cpu")


@pytest.mark.parametrize("device", ["cuda:99", "tpu", "cpu:x", "gpu"])
def test_a_device_that_is_not_there(bert: Path, device: str) -> None:
    with pytest.raises(EncoderError, match="no device"):
        load_encoder("torch", model=bert, device=device)


def test_code_and_pickles_are_refused(tmp_path: Path) -> None:
    folder = tiny_models.tiny_bert(tmp_path / "m", auto_map={"AutoModel": "evil.Model"})
    (folder / "evil.py").write_text("raise SystemExit('ran')")
    with pytest.raises(EncoderError, match="auto_map"):
        load_encoder("torch", model=folder, device="cpu")
    folder = tiny_models.tiny_bert(tmp_path / "n")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(EncoderError, match="pickled"):
        load_encoder("torch", model=folder, device="cpu")


def test_one_model_opens_the_index_of_the_other_backend() -> None:
    model = find_model("all-MiniLM-L6-v2")
    assert model is not None
    if package_folder(model) is None:
        pytest.skip(f"needs the weights: {model.install}")
    onnx, other = load_encoder("onnx"), load_encoder("torch", model=model.card.id, device="cpu")
    assert onnx.identity.fingerprint != other.identity.fingerprint
    assert compatible(onnx.identity, other.identity)
    texts = ["train a small network on handwritten digits", "def step(x):\n    return x"]
    cosines = (onnx.encode_documents(texts) * other.encode_documents(texts)).sum(axis=1)
    assert cosines.min() > 0.99
    assert load_encoder_for(other.identity, "onnx").identity == onnx.identity


def test_cuda_where_it_is(bert: Path) -> None:
    if not cuda_device():
        pytest.skip("needs a CUDA device")
    encoder = load_encoder("torch", model=bert, device="cuda")
    exact = load_encoder("torch", model=bert, device="cpu").encode_documents(TEXTS)
    assert (encoder.encode_documents(TEXTS) * exact).sum(axis=1).min() > 0.99
