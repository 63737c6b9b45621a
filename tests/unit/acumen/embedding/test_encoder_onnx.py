"""The onnx encoder: its vectors on tiny and on the real weights, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tiny_models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acumen.embedding.backends.onnx import OnnxEncoder
from acumen.embedding.bertgraph import BertShape, Precision, build_graph, quantise_columns
from acumen.embedding.kept import kept_graph
from acumen.embedding.model import find_model
from acumen.embedding.registry import load_encoder
from acumen.embedding.tokens import load_tokenizer
from acumen.embedding.weights import find_weights, package_folder
from acumen.errors import EncoderError

MINILM = find_model("all-MiniLM-L6-v2")
assert MINILM is not None
needs_weights = pytest.mark.skipif(
    package_folder(MINILM) is None, reason=f"needs the weights: {MINILM.install}"
)

CANONICAL = {
    # The first five components in float32 by the model authors' own library.
    "train a small network on handwritten digits": (-0.02918, -0.02365, 0.00522, -0.00179, -0.0167),
    "class Net(nn.Module):\n    def forward(self, x):\n        return self.head(self.body(x))": (
        -0.01233,
        -0.02875,
        -0.03699,
        0.00738,
        -0.04187,
    ),
    # 321 tokens: cut at 256, not at the tokenizer file's own 128
    " ".join(f"step {i} turns the noise into a picture" for i in range(40)): (
        -0.06396,
        -0.06097,
        0.00928,
        -0.03658,
        -0.06025,
    ),
}
# Stay near the real thing: prose, code, other scripts, one word, punctuation, long and empty.
VARIED = [
    *CANONICAL,
    "segmentation of medical images with a U-Net",
    "turn horses into zebras",
    "def train(model, loader, optimizer):\n    for x, y in loader:\n        optimizer.zero_grad()",
    "import torch\nimport torch.nn as nn",
    "for epoch in range(10):\n    print(epoch, loss.item())",
    "reinforcement learning agent that plays CartPole with a policy gradient",
    "machine translation with attention, from German to English",
    "x = tf.keras.layers.Dense(128, activation='relu')(x)",
    "A variational autoencoder that learns to draw faces.",
    "speech",
    "GAN",
    "???",
    "数字识别的卷积神经网络",
    "réseau de neurones pour la parole",
    "class Critic(nn.Module):\n    def __init__(self):\n        self.main = nn.Linear(784, 1)",
    "parser.add_argument('--batch-size', type=int, default=64)",
    "graph neural network for molecules",
    "fine-tune BERT for sentiment of film reviews",
    "distributed data parallel training on eight GPUs",
    "word language model with an LSTM on WikiText-2",
    "optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, betas=(0.9, 0.999))",
    "super resolution: make blurry photos sharper",
    "the quick brown fox jumps over the lazy dog " * 12,
    "\n".join(f"self.conv{i} = nn.Conv2d({2**i}, {2 ** (i + 1)}, 3, padding=1)" for i in range(9)),
    "loss = F.cross_entropy(logits.view(-1, logits.size(-1)), targets.view(-1))",
    "time series forecasting of electricity demand",
    "jax.pmap(train_step, axis_name='batch')",
    "Object detection with Faster R-CNN, trained on COCO. " * 8,
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models.tiny_bert(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def tiny(folder: Path) -> OnnxEncoder:
    return OnnxEncoder(find_weights(folder, default=""), threads=2)


@needs_weights
@pytest.mark.parametrize(
    ("precision", "tolerance"), [(Precision.FLOAT32, 2e-5), (Precision.INT8, 0.02)]
)
def test_canonical_vectors(precision: Precision, tolerance: float) -> None:
    weights = find_weights(None, default="all-MiniLM-L6-v2")
    vectors = OnnxEncoder(weights, precision=precision).encode_documents(list(CANONICAL))
    np.testing.assert_allclose(vectors[:, :5], list(CANONICAL.values()), atol=tolerance)


@needs_weights
def test_integers_stay_near_float32() -> None:
    weights = find_weights(None, default="all-MiniLM-L6-v2")
    exact = OnnxEncoder(weights, precision=Precision.FLOAT32).encode_documents(VARIED)
    cosines = (exact * load_encoder("onnx").encode_documents(VARIED)).sum(axis=1)
    assert len(VARIED) >= 30
    assert cosines.mean() >= 0.99
    assert cosines.min() >= 0.97


@needs_weights
def test_the_default_card_says_what_it_is() -> None:
    encoder = load_encoder("onnx")
    assert encoder.identity.name == "onnx"
    assert encoder.identity.dimension == encoder.card.dimension == 384
    assert encoder.card.licence == "Apache-2.0"
    assert encoder.encode_queries(["a"]).dtype == np.float32


def test_a_vector_does_not_depend_on_its_company(tiny: OnnxEncoder) -> None:
    texts = ["train a model", "noise " * 30, "digits", "", "train a model"]
    together = tiny.encode_documents(texts)
    alone = np.concatenate([tiny.encode_documents([text]) for text in texts])
    assert together.tobytes() == alone.tobytes()
    assert np.array_equal(together[0], together[4])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(max_size=60), max_size=6))
def test_any_text_gets_a_unit_row_in_its_place(tiny: OnnxEncoder, texts: list[str]) -> None:
    vectors = tiny.encode_documents(texts)
    assert vectors.shape == (len(texts), tiny_models.HIDDEN)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    backwards = tiny.encode_documents(texts[::-1])
    assert np.array_equal(backwards[::-1], vectors)


@pytest.mark.parametrize("text", ["\ud800", "a\x00b", "\n\t ", "x" * 300_000])
def test_hostile_text(tiny: OnnxEncoder, text: str) -> None:
    assert np.isfinite(tiny.encode_documents([text])).all()


def test_queries_are_remembered(tiny: OnnxEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    first = tiny.encode_queries(["train a model", "digits"])
    monkeypatch.setattr(tiny, "_run", None)  # a second run would fail
    assert np.array_equal(tiny.encode_queries(["digits", "train a model"]), first[::-1])


def test_the_tokenizers_own_cut_and_padding_are_replaced(folder: Path) -> None:
    ids = load_tokenizer((folder / "tokenizer.json").read_bytes(), max_tokens=20)
    assert ids("train").shape == (1, 3)
    assert ids("train " * 50).shape == (1, 20)


def test_float_and_integer_graphs_agree_and_differ_in_identity(folder: Path) -> None:
    weights = find_weights(folder, default="")
    exact = OnnxEncoder(weights, precision=Precision.FLOAT32)
    rounded = OnnxEncoder(weights)
    texts = ["train a small network", "noise on images of digits", "step 1 loss = 0.5"]
    cosines = (exact.encode_documents(texts) * rounded.encode_documents(texts)).sum(axis=1)
    assert cosines.min() > 0.99
    assert exact.identity.fingerprint != rounded.identity.fingerprint


def test_equal_weights_make_equal_graphs(folder: Path) -> None:
    from safetensors.numpy import load_file

    tensors = load_file(folder / "model.safetensors")
    shape = BertShape.from_config(tiny_models.CONFIG)
    graphs = {build_graph(tensors, shape, Precision.INT8) for _ in range(2)}
    renamed = {f"bert.{name}": tensor for name, tensor in reversed(tensors.items())}
    assert graphs == {build_graph(renamed, shape, Precision.INT8)}


@given(
    st.lists(st.lists(st.floats(-8, 8, width=32), min_size=3, max_size=3), min_size=1, max_size=5)
)
def test_quantised_columns_come_back_within_half_a_level(rows: list[list[float]]) -> None:
    weight = np.array(rows, dtype=np.float32)
    levels, scale = quantise_columns(weight)
    assert (np.abs(levels * scale - weight) <= scale * 0.5001 + 1e-30).all()


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"model_type": "roberta"}, "model_type"),
        ({"hidden_act": "relu"}, "hidden_act"),
        ({"num_hidden_layers": 3}, "lack"),
        ({"num_attention_heads": 5}, "heads"),
        ({"max_position_embeddings": 512}, "positions"),
        ({"num_hidden_layers": "many"}, "incomplete"),
    ],
)
def test_what_is_no_plain_bert_is_refused(
    tmp_path: Path, change: dict[str, object], word: str
) -> None:
    folder = tiny_models.tiny_bert(tmp_path / "m", **change)
    with pytest.raises(EncoderError, match=word):
        load_encoder("onnx", model=folder)


def test_another_device_is_refused(folder: Path) -> None:
    with pytest.raises(EncoderError, match="--encoder torch"):
        load_encoder("onnx", model=folder, device="cuda")


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    folder = tiny_models.tiny_bert(tmp_path / "m")
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(EncoderError, match="cannot be read"):
        load_encoder("onnx", model=folder)
    tiny_models.tiny_bert(folder)
    (folder / "tokenizer.json").write_text("{}")
    with pytest.raises(EncoderError, match="tokenizer"):
        load_encoder("onnx", model=folder)


def test_a_kept_graph_is_used_checked_and_replaced(tmp_path: Path) -> None:
    built: list[int] = []

    def build() -> bytes:
        built.append(1)
        return b"graph"

    for _ in range(2):
        assert kept_graph(tmp_path / "models", "key", build) == b"graph"
    assert len(built) == 1
    (path,) = (tmp_path / "models").iterdir()
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert kept_graph(tmp_path / "models", "key", build) == b"graph"
    assert kept_graph(tmp_path / "models", "key", build) == b"graph"
    assert len(built) == 2


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert kept_graph(tmp_path / "file", "key", lambda: b"graph") == b"graph"


def test_an_encoder_from_a_kept_graph_is_the_same(folder: Path, tmp_path: Path) -> None:
    first = load_encoder("onnx", model=folder, home=tmp_path)
    assert [path.suffix for path in (tmp_path / "models").iterdir()] == [".graph"]
    second = load_encoder("onnx", model=folder, home=tmp_path)
    assert first.identity == second.identity
    texts = ["train a network"]
    assert np.array_equal(first.encode_documents(texts), second.encode_documents(texts))
