"""Bare repositories written object by object, so that a test can make what git itself refuses."""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

FILE, PROGRAM, LINK, TREE, SUBMODULE = "100644", "100755", "120000", "40000", "160000"
TRAIN = b"import torch\n\nmodel = torch.nn.Linear(1, 1)\n"

Entry = tuple[str, bytes, str]  # mode, name, object id


class RawRepository:
    """A bare repository; nothing that is put into it is checked."""

    def __init__(self, place: Path, *, head: str = "refs/heads/main") -> None:
        self.place = place
        for folder in ("objects", "refs/heads"):
            (place / folder).mkdir(parents=True)
        self.config("[core]\n\trepositoryformatversion = 0\n\tbare = true\n")
        self.config("[uploadpack]\n\tallowFilter = true\n\tallowAnySHA1InWant = true\n")
        self.set_head(f"ref: {head}")

    def config(self, text: str) -> None:
        with (self.place / "config").open("a") as file:
            file.write(text)

    def set_head(self, text: str) -> None:
        (self.place / "HEAD").write_text(f"{text}\n")

    def write(self, kind: str, body: bytes) -> str:
        whole = f"{kind} {len(body)}".encode() + b"\0" + body
        name = hashlib.sha1(whole).hexdigest()
        place = self.object_path(name)
        if not place.exists():
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(zlib.compress(whole, 1))
        return name

    def object_path(self, name: str) -> Path:
        return self.place / "objects" / name[:2] / name[2:]

    def blob(self, content: bytes) -> str:
        return self.write("blob", content)

    def tree(self, entries: Iterable[Entry], *, in_order: bool = True) -> str:
        rows = list(entries)
        if in_order:
            rows.sort(key=lambda row: row[1] + (b"/" if row[0] == TREE else b""))
        return self.write(
            "tree", b"".join(f"{m} ".encode() + n + b"\0" + bytes.fromhex(o) for m, n, o in rows)
        )

    def commit(
        self,
        tree: str,
        *,
        parents: Sequence[str] = (),
        when: str = "1700000000 +0000",
        author: str = "A <a@example.org> 1700000000 +0000",
        message: bytes = b"as it is\n",
        branch: str = "refs/heads/main",
    ) -> str:
        lines = [f"tree {tree}", *(f"parent {p}" for p in parents), f"author {author}"]
        lines += [f"committer C <c@example.org> {when}", "", ""]
        name = self.write("commit", "\n".join(lines).encode() + message)
        if branch:
            self.point(branch, name)
        return name

    def point(self, reference: str, commit: str) -> None:
        place = self.place / reference
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"{commit}\n")

    def files(self, contents: dict[bytes, bytes]) -> str:
        """A tree of nested folders out of {path: content}."""
        folders: dict[bytes, dict[bytes, bytes]] = {}
        rows: list[Entry] = []
        for path, content in contents.items():
            first, slash, rest = path.partition(b"/")
            if slash:
                folders.setdefault(first, {})[rest] = content
            else:
                rows.append((FILE, first, self.blob(content)))
        rows += [(TREE, name, self.files(inner)) for name, inner in folders.items()]
        return self.tree(rows)

    def zeros(self, size: int) -> str:
        """A blob of ``size`` zero bytes, made without holding it."""
        piece = b"\0" * (1 << 20)
        head = f"blob {size}".encode() + b"\0"
        digest, packer = hashlib.sha1(head), zlib.compressobj(1)
        incoming = self.place / "objects" / f"incoming-{os.getpid()}"
        with incoming.open("wb") as file:
            file.write(packer.compress(head))
            for start in range(0, size, len(piece)):
                part = piece[: size - start]
                digest.update(part)
                file.write(packer.compress(part))
            file.write(packer.flush())
        name = digest.hexdigest()
        self.object_path(name).parent.mkdir(exist_ok=True)
        incoming.rename(self.object_path(name))
        return name
