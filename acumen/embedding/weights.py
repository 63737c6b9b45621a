"""Where a model's files are on this machine, and whether they are the right ones.

Files come as a package of data, a folder, or a hub snapshot at a pinned revision. A package is
located without importing it; only safetensors are ever read; every file of a model that Acumen
knows is checked against its sha256 before use.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from acumen.embedding.folder import check_folder, read_folder
from acumen.embedding.model import Model, PinnedFile, find_model, load_models
from acumen.errors import EncoderError

REVISION: Final = re.compile(r"[0-9a-f]{40}")
_HUB_ID: Final = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
# What is asked of the hub: no code, no pickles, no other frameworks' weights.
_HUB_FILES: Final = ("*.json", "*.safetensors", "*.txt", "*.model")
_CHUNK_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Weights:
    """A model and the folder that holds its files. Nothing is verified until it is read."""

    model: Model
    folder: Path

    def read(self, name: str) -> bytes:
        """The content of the file ``name``.

        Raises:
            EncoderError: it is missing, or not what the model's card pins.
        """
        try:
            data = (self.folder / name).read_bytes()
        except OSError as error:
            raise EncoderError(
                f"{self.model.card.id}: {name} cannot be read in {self.folder} ({error.strerror}).",
                remedy=_remedy(self.model),
            ) from error
        self._check(name, hashlib.sha256(data).hexdigest())
        return data

    def content(self) -> tuple[PinnedFile, ...]:
        """The files that shape vectors with their hashes, each checked where it is pinned.

        Raises:
            EncoderError: a file is missing or changed.
        """
        if self.model.files:
            names = [file.name for file in self.model.files]
        else:
            weights = sorted(path.name for path in self.folder.glob("*.safetensors"))
            names = ["config.json", *weights]
            names += [name for name in ("tokenizer.json",) if (self.folder / name).is_file()]
        found = []
        for name in names:
            digest = self._hash(name)
            self._check(name, digest)
            found.append(PinnedFile(name, digest))
        return tuple(found)

    def _hash(self, name: str) -> str:
        try:
            with (self.folder / name).open("rb") as stream:
                digest = hashlib.sha256()
                while chunk := stream.read(_CHUNK_BYTES):
                    digest.update(chunk)
        except OSError as error:
            raise EncoderError(
                f"{self.model.card.id}: {name} cannot be read in {self.folder} ({error.strerror}).",
                remedy=_remedy(self.model),
            ) from error
        return digest.hexdigest()

    def _check(self, name: str, digest: str) -> None:
        for file in self.model.files:
            if file.name == name and file.sha256 != digest:
                raise EncoderError(
                    f"{self.folder / name} has changed: sha256 {digest[:12]}…,"
                    f" want {file.sha256[:12]}….",
                    remedy=_remedy(self.model),
                )


def find_weights(
    model: Path | str | None, *, default: str, revision: str = "", allow_download: bool = False
) -> Weights:
    """The files of ``model``: a folder, a known name, or ``owner/name@<40-hex revision>``.

    None takes the model named ``default``. Nothing is fetched unless ``allow_download``.

    Raises:
        EncoderError: nothing of that name is here, or the folder is refused.
    """
    if isinstance(model, Path) or (model and Path(model).is_dir()):
        return Weights(*_own_folder(Path(model)))
    name, _, inline = (model or default).partition("@")
    revision = revision or inline
    known = find_model(name)
    if known is not None:
        if revision and revision != known.card.revision:
            known = replace(
                known, card=replace(known.card, revision=revision), files=(), package=""
            )
        return _known_weights(known, allow_download=allow_download)
    if not _HUB_ID.fullmatch(name):
        names = ", ".join(each.card.id for each in load_models())
        raise EncoderError(
            f"{name!r} is neither a folder, nor a known model, nor a hub id.",
            remedy=f"give a model folder, owner/name@revision, or one of: {names}",
        )
    folder = _hub_snapshot(name, revision, allow_download=allow_download)
    found = read_folder(folder)
    card = replace(found.card, id=name, revision=revision)
    return Weights(replace(found, card=card, hub_id=name), folder)


def _own_folder(folder: Path) -> tuple[Model, Path]:
    """A folder of the user's: named by its content, so that two folders never pass for one."""
    found = read_folder(folder)
    content = Weights(found, folder).content()
    digest = hashlib.sha256(repr([(file.name, file.sha256) for file in content]).encode())
    card = replace(found.card, revision=digest.hexdigest()[:40])
    return replace(found, card=card), folder


def _known_weights(model: Model, *, allow_download: bool) -> Weights:
    folder = package_folder(model)
    if folder is None:
        try:
            folder = _hub_snapshot(model.hub_id, model.card.revision, allow_download=allow_download)
        except EncoderError as error:
            if not model.install:
                raise
            raise EncoderError(
                f"The weights of {model.card.id} are not on this machine.", remedy=model.install
            ) from error
    check_folder(folder)
    return Weights(model, folder)


def package_folder(model: Model) -> Path | None:
    """The folder of ``model`` in the package that carries it; None if it is not installed.

    ``find_spec`` of a top-level name reads where the package lies and runs none of it.
    """
    if not model.package:
        return None
    spec = importlib.util.find_spec(model.package)
    for location in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(location) / model.package_folder
        if folder.is_dir():
            return folder
    return None


def _hub_snapshot(hub_id: str, revision: str, *, allow_download: bool) -> Path:
    if not REVISION.fullmatch(revision):
        raise EncoderError(
            f"{hub_id} has no pinned revision.",
            remedy=f"name the commit: {hub_id}@<40 hex digits>",
        )
    try:
        from huggingface_hub import snapshot_download  # noqa: PLC0415  (loads an HTTP client)

        found = snapshot_download(
            hub_id,
            revision=revision,
            allow_patterns=list(_HUB_FILES),
            local_files_only=not allow_download,
        )
    except (ImportError, OSError, ValueError) as error:
        raise EncoderError(
            f"{hub_id}@{revision[:12]} is not on this machine.",
            remedy=f"huggingface-cli download {hub_id} --revision {revision}, or give a folder",
        ) from error
    return Path(found)


def _remedy(model: Model) -> str:
    if model.install:
        return f"{model.install} --force-reinstall"
    return "put the model's original files there again"
