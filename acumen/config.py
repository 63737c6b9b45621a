"""``acumen.toml``: every setting, its unit and its default, in one place."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from acumen.errors import UsageError

FILE_NAME = "acumen.toml"


class Section(BaseModel):
    """A misspelt key is an error that names it; a section never changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class EncoderSettings(Section):
    name: str = "auto"  # auto, onnx, torch, hashing
    model: str = ""  # a model directory or hub id; "" takes the default of the encoder
    device: str = "auto"  # auto, cpu, cuda, mps
    threads: Annotated[int, Field(ge=0)] = 0  # 0: as many as there are cores


class IndexingSettings(Section):
    jobs: Annotated[int, Field(ge=0, le=256)] = 0  # parser processes; 0: as many as there are cores
    sandbox: bool = True  # refuse network sources where bubblewrap is missing


class MapSettings(Section):
    seed: Annotated[int, Field(ge=0)] = 0


class Settings(Section):
    encoder: EncoderSettings = EncoderSettings()
    indexing: IndexingSettings = IndexingSettings()
    map: MapSettings = MapSettings()


def load_settings(home: Path) -> Settings:
    """Read ``acumen.toml`` in ``home``; a file that is absent means all defaults.

    Raises:
        UsageError: the file is not TOML, or a key or value is wrong.
    """
    path = home / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}", remedy="mend or remove it") from error
    try:
        return Settings.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is not TOML: {error}", remedy="mend that line") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise UsageError(
            f"{path}: {key}: {first['msg']}", remedy="correct or remove that key"
        ) from error
