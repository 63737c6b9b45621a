"""What is asked of a backend when it loads an encoder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class EncoderRequest:
    """The options of ``load_encoder``, as one value."""

    model: Path | str | None = None  # a folder, a known name or owner/name@revision
    device: str = "auto"  # auto, cpu, cuda, cuda:N, mps
    threads: int = 0  # 0: as many as this process may use
    revision: str = ""  # 40 hex; overrides the model's own
    allow_download: bool = False
    graphs: Path | None = None  # where built graphs are kept; None keeps none
