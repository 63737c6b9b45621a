"""What a folder says about the model inside it, and which folders are refused.

Reads the files that sentence-transformers writes (``modules.json``, ``1_Pooling/config.json``,
``config_sentence_transformers.json``, ``sentence_bert_config.json``) where they are present.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import orjson

from acumen.domain.encoder import ModelCard, Pooling
from acumen.embedding.model import Model
from acumen.errors import EncoderError

DEFAULT_MAX_TOKENS: Final = 512
_MAX_JSON_BYTES: Final = 1 << 22
_PICKLES: Final = ("*.bin", "*.pt", "*.pth", "*.pkl", "*.ckpt")
_UNDERSTOOD_MODULES: Final = frozenset({"Transformer", "Pooling", "Normalize"})
_POOLING_FLAGS: Final = {
    "pooling_mode_mean_tokens": Pooling.MEAN,
    "pooling_mode_cls_token": Pooling.CLS,
    "pooling_mode_lasttoken": Pooling.LAST,
}
_POOLING_NAMES: Final = {
    "mean": Pooling.MEAN,
    "cls": Pooling.CLS,
    "lasttoken": Pooling.LAST,
    "last": Pooling.LAST,
}

# JSON of others: looked at key by key, never passed on.
JsonObject: TypeAlias = Mapping[str, Any]


def check_folder(folder: Path) -> None:
    """Refuse a model that would run code of its own or be unpickled.

    Raises:
        EncoderError: ``auto_map`` in a configuration, no safetensors, or no folder at all.
    """
    if not folder.is_dir():
        raise EncoderError(f"{folder} is no folder.", remedy="give a model folder")
    for name in ("config.json", "tokenizer_config.json", "processor_config.json"):
        if "auto_map" in read_json(folder / name):
            raise EncoderError(
                f"{folder / name} asks for code that comes with the model (auto_map).",
                remedy="choose a model of an architecture that transformers itself knows",
            )
    if not any(folder.glob("*.safetensors")):
        pickled = any(any(folder.glob(pattern)) for pattern in _PICKLES)
        raise EncoderError(
            f"{folder} holds no safetensors"
            + (", only pickled weights, which can run code when read." if pickled else "."),
            remedy="save the model with safe_serialization=True, or choose another revision",
        )


def read_folder(folder: Path) -> Model:
    """The model in ``folder``, as its own files describe it; mean pooling where they are silent.

    Raises:
        EncoderError: the folder is refused, or describes something that is not understood.
    """
    check_folder(folder)
    config = read_json(folder / "config.json")
    dimension = config.get("hidden_size")
    if not isinstance(dimension, int) or dimension <= 0:
        raise EncoderError(
            f"{folder / 'config.json'} gives no hidden_size.",
            remedy="give a folder with a transformers text encoder",
        )
    pooling_folder = _pooling_folder(folder)
    sentence = read_json(folder / "config_sentence_transformers.json")
    prompts = sentence.get("prompts")
    prompts = prompts if isinstance(prompts, dict) else {}
    cut = sentence.get("truncate_dim")
    return Model(
        card=ModelCard(
            id=folder.resolve().name,
            revision="",
            dimension=dimension,
            max_tokens=_max_tokens(folder, config),
            licence="",
            pooling=_pooling(read_json(pooling_folder / "config.json"), pooling_folder),
            query_prefix=_text(prompts, "query"),
            document_prefix=_text(prompts, "document") or _text(prompts, "passage"),
            truncate_dimension=cut if isinstance(cut, int) and 0 < cut < dimension else 0,
            size_mb=sum(path.stat().st_size for path in folder.glob("*.safetensors")) // 10**6,
        ),
        reduced_precision=True,
    )


def read_json(path: Path) -> JsonObject:
    """The object in ``path``; empty if there is no such file.

    Raises:
        EncoderError: it is no JSON object, or larger than 4 MiB.
    """
    value = _read_any_json(path)
    if not isinstance(value, dict):
        raise EncoderError(f"{path} is no JSON object.", remedy="get the model's files again")
    return value


def _read_any_json(path: Path) -> object:
    try:
        if path.stat().st_size > _MAX_JSON_BYTES:
            raise EncoderError(f"{path} is too large.", remedy="get the model's files again")
        return orjson.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, orjson.JSONDecodeError) as error:
        raise EncoderError(
            f"{path} cannot be read: {error}.", remedy="get the model's files again"
        ) from error


def _pooling_folder(folder: Path) -> Path:
    modules = _read_any_json(folder / "modules.json")
    if not isinstance(modules, list):
        return folder / "1_Pooling"
    found = folder / "1_Pooling"
    for module in modules:
        kind = str(module.get("type", "")).rpartition(".")[2] if isinstance(module, dict) else ""
        if kind not in _UNDERSTOOD_MODULES:
            raise EncoderError(
                f"{folder / 'modules.json'} has a layer {kind or '?'} after the transformer.",
                remedy="choose a model of Transformer, Pooling and Normalize alone",
            )
        if kind == "Pooling":
            name = Path(str(module.get("path", "1_Pooling")))
            if name.is_absolute() or ".." in name.parts:
                raise EncoderError(
                    f"{folder / 'modules.json'} points outside its folder.",
                    remedy="get the model's files again",
                )
            found = folder / name
    return found


def _pooling(config: JsonObject, folder: Path) -> Pooling:
    """The one pooling that ``config`` switches on; mean if there is no configuration."""
    named = config.get("pooling_mode")
    if isinstance(named, str) and named in _POOLING_NAMES:
        return _POOLING_NAMES[named]
    switched = [key for key, value in config.items() if value is True and "pooling_mode" in key]
    if not config:
        return Pooling.MEAN
    if len(switched) == 1 and switched[0] in _POOLING_FLAGS:
        return _POOLING_FLAGS[switched[0]]
    raise EncoderError(
        f"{folder / 'config.json'} asks for a pooling that is not mean, CLS or last token.",
        remedy="choose a model with one of these",
    )


def _max_tokens(folder: Path, config: JsonObject) -> int:
    for value in (
        read_json(folder / "sentence_bert_config.json").get("max_seq_length"),
        config.get("max_position_embeddings"),
    ):
        if isinstance(value, int) and value > 0:
            return min(value, DEFAULT_MAX_TOKENS)
    return DEFAULT_MAX_TOKENS


def _text(prompts: JsonObject, key: str) -> str:
    value = prompts.get(key, "")
    return value if isinstance(value, str) else ""
