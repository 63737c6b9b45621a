"""What ``acumen doctor`` looks at: each check says what is there, and how to get what is not."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import platform
import shutil
import subprocess
import warnings
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from acumen import __version__
from acumen.config import load_settings
from acumen.domain.encoder import EncoderIdentity
from acumen.errors import AcumenError
from acumen.store.catalogue import open_index_or
from acumen.store.home import Home
from corpus.prebuilt import shipped_catalogue

OLDEST_GIT = (2, 36)


class Health(StrEnum):
    OK = "ok"
    OPTIONAL = "optional"  # missing, and Acumen works without it
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report."""

    name: str
    health: Health
    found: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class IndexSummary:
    """What stands in the home; all empty where there is no index."""

    generation: int
    manifest_hash: str
    repositories: int
    templates: int
    passages: int
    encoder: str


NO_INDEX = IndexSummary(0, "", 0, 0, 0, "")


@dataclass(frozen=True, slots=True)
class Report:
    checks: tuple[Check, ...]
    index: IndexSummary

    @property
    def healthy(self) -> bool:
        return all(check.health is not Health.BROKEN for check in self.checks)


def examine(home: Path, encoder_name: str) -> Report:
    """Look at everything once; a failing check is a line, never an exception."""
    index_check, summary, built = _index(home)
    checks = (
        Check("acumen", Health.OK, f"{__version__} on Python {platform.python_version()}"),
        _settings(home),
        index_check,
        _encoder(home, encoder_name, built),
        _device(),
        _faiss(),
        _drawing(),
        _git(),
        _sandbox(),
    )
    return Report(checks, summary)


def _settings(home: Path) -> Check:
    try:
        load_settings(home)
        Home(home).check()
    except AcumenError as error:
        return Check("home", Health.BROKEN, error.problem, error.remedy)
    return Check("home", Health.OK, str(home))


def _index(home: Path) -> tuple[Check, IndexSummary, EncoderIdentity | None]:
    try:
        opened = open_index_or(Home(home), shipped_catalogue(), verify=False)
    except AcumenError as error:
        return Check("index", Health.BROKEN, error.problem, error.remedy), NO_INDEX, None
    index = opened.index
    identity = index.encoder
    summary = IndexSummary(
        generation=opened.number,
        manifest_hash=opened.manifest_hash,
        repositories=len(index.repositories),
        templates=len(index.templates),
        passages=len(index.passages),
        encoder=f"{identity.name}:{identity.model_id}",
    )
    name = f"generation {opened.number}" if opened.number else "the catalogue that ships with it"
    found = (
        f"{name} ({opened.manifest_hash[:12]}): {summary.templates} templates "
        f"of {summary.repositories} repositories, encoder {summary.encoder}"
    )
    if opened.fallback:
        broken = Check("index", Health.BROKEN, opened.fallback, "acumen index SOURCE again")
        return broken, summary, identity
    return Check("index", Health.OK, found), summary, identity


def _encoder(home: Path, name: str, built: EncoderIdentity | None) -> Check:
    from acumen.embedding.registry import load_encoder, load_encoder_for  # noqa: PLC0415  (slow)

    try:
        if built is None:
            encoder = load_encoder(name, home=home)
        else:
            encoder = load_encoder_for(built, name, home=home)
    except AcumenError as error:
        return Check("encoder", Health.BROKEN, error.problem, error.remedy)
    identity, card = encoder.identity, encoder.card
    found = (
        f"{identity.name} on {getattr(encoder, 'device', 'cpu')}: {identity.model_id} "
        f"({identity.dimension} dimensions, "
        f"{card.max_tokens} tokens, {card.licence}), fingerprint {identity.fingerprint[:12]}"
    )
    if identity.name == "hashing":
        return Check("encoder", Health.BROKEN, found + ": for tests only", "use --encoder onnx")
    return Check("encoder", Health.OK, found)


def _device() -> Check:
    if importlib.util.find_spec("torch") is None:
        return Check(
            "device",
            Health.OPTIONAL,
            "CPU; torch is not installed",
            "for CUDA: pip install 'acumen-recommender[gpu]'",
        )
    import torch  # noqa: PLC0415  (seconds to import; looked at here only)

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        there = torch.cuda.is_available()
    if there:
        return _cuda(torch)
    if torch.backends.mps.is_available():
        return Check("device", Health.OK, f"MPS, torch {torch.__version__}")
    reason = str(told[0].message).partition(" (Trigger")[0][:300] if told else ""
    return Check(
        "device",
        Health.OPTIONAL,
        f"CPU; torch {torch.__version__} sees no CUDA device" + (f": {reason}" if reason else ""),
        "for CUDA: a driver, and pip install 'acumen-recommender[gpu]'",
    )


def _cuda(torch: Any) -> Check:
    """Name and memory of the device, once it has computed something."""
    name = torch.cuda.get_device_name(0)
    version = f"torch {torch.__version__} for CUDA {torch.version.cuda}"
    try:
        ones = torch.ones(2, 2, device="cuda")
        float((ones @ ones).sum())
        free, total = (size / 1e9 for size in torch.cuda.mem_get_info())
    except RuntimeError as error:
        return Check(
            "device",
            Health.BROKEN,
            f"{name} is there, but {version} cannot use it: {str(error).partition(chr(10))[0]}",
            "install a torch for this device and driver, or use --encoder onnx",
        )
    return Check(
        "device",
        Health.OK,
        f"CUDA: {name}, {free:.0f} of {total:.0f} GB free, {version}; acumen index encodes there",
    )


def _faiss() -> Check:
    from acumen.projection.neighbours import faiss_gpus  # noqa: PLC0415  (loads numpy alone)

    if importlib.util.find_spec("faiss") is None:
        return Check(
            "faiss",
            Health.OPTIONAL,
            "not installed; NumPy searches exactly instead",
            "pip install 'acumen-recommender[cpu]'",
        )
    try:
        gpus = faiss_gpus()
        import faiss  # noqa: PLC0415  (optional extra)
    except (ImportError, OSError) as error:
        return Check(
            "faiss",
            Health.OPTIONAL,
            f"cannot be loaded, NumPy searches exactly instead: {str(error).partition(chr(10))[0]}",
            "install it again with what it needs",
        )
    if gpus:
        return Check("faiss", Health.OK, f"{faiss.__version__}, {gpus} GPU{'s'[: gpus > 1]}")
    where = "on the CPU"
    if _has_cuda():
        where += "; torch takes the GPU for large maps (pip uninstall faiss-cpu, then faiss-gpu)"
    return Check("faiss", Health.OK, f"{faiss.__version__}, {where}")


def _has_cuda() -> bool:
    from acumen.embedding.registry import cuda_device  # noqa: PLC0415  (not at import)

    return cuda_device()


def _drawing() -> Check:
    path = Path(__file__).parents[2] / "app" / "assets" / "vendor"
    if any(path.glob("plotly-strict-*.min.js")):
        return Check("map", Health.OK, "the drawing library is here")
    return Check(
        "map",
        Health.OPTIONAL,
        "no drawing library: the map is shown as a still picture",
        "python scripts/fetch_browser_files.py in the checkout",
    )


def _git() -> Check:
    path = shutil.which("git")
    remedy = "install git from your system's packages"
    if path is None:
        return Check("git", Health.BROKEN, "not found", remedy)
    done = subprocess.run(  # a fixed command of ours
        [path, "version"], capture_output=True, text=True, timeout=10, check=False
    )
    version = done.stdout.strip().removeprefix("git version ")
    numbers = tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
    if numbers < OLDEST_GIT:
        return Check("git", Health.BROKEN, f"{version} is too old", remedy)
    library = importlib.metadata.version("GitPython")
    return Check("git", Health.OK, f"{version}, GitPython {library}")


def _sandbox() -> Check:
    from indexer.sandbox import bubblewrap  # noqa: PLC0415  (not needed to search)

    path = bubblewrap()
    if not path:
        return Check(
            "sandbox",
            Health.OPTIONAL,
            "bubblewrap not found or not permitted: sources on the network are refused unless "
            "--no-sandbox is given",
            "install bubblewrap from your system's packages",
        )
    return Check("sandbox", Health.OK, path)
