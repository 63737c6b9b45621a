"""What ``acumen doctor`` says of GPUs, where there is one, none, or one that does not work."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from acumen.cli import checkup
from acumen.cli.checkup import Health
from acumen.projection import neighbours


class _Works:
    def __matmul__(self, other: object) -> _Works:
        return self

    def sum(self) -> float:
        return 8.0


def _torch(*, fails: str = "") -> SimpleNamespace:
    def ones(*_: int, device: str) -> _Works:
        if fails:
            raise RuntimeError(fails)
        return _Works()

    cuda = SimpleNamespace(
        get_device_name=lambda _: "Some GPU", mem_get_info=lambda: (3_000_000_000, 8_000_000_000)
    )
    return SimpleNamespace(
        cuda=cuda, ones=ones, __version__="2.11.0", version=SimpleNamespace(cuda="13.0")
    )


def test_a_gpu_is_named_with_its_memory() -> None:
    check = checkup._cuda(_torch())
    assert check.health is Health.OK
    assert check.found.startswith("CUDA: Some GPU, 3 of 8 GB free, torch 2.11.0 for CUDA 13.0")


def test_a_gpu_that_torch_cannot_use_is_broken_and_has_a_remedy() -> None:
    check = checkup._cuda(_torch(fails="no kernel image is available\nCompile with"))
    assert check.health is Health.BROKEN
    assert "no kernel image is available" in check.found
    assert "Compile" not in check.found
    assert check.remedy


@pytest.mark.parametrize(
    ("gpus", "said"), [(0, "1.15.1, on the CPU"), (1, "1.15.1, 1 GPU"), (2, "1.15.1, 2 GPUs")]
)
def test_faiss_says_where_it_searches(
    monkeypatch: pytest.MonkeyPatch, gpus: int, said: str
) -> None:
    monkeypatch.setitem(sys.modules, "faiss", SimpleNamespace(__version__="1.15.1", __spec__=1))
    monkeypatch.setattr(neighbours, "faiss_gpus", lambda: gpus)
    monkeypatch.setattr(checkup, "_has_cuda", lambda: False)
    assert checkup._faiss().found == said


def test_faiss_on_the_cpu_beside_a_gpu_says_how_to_change_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "faiss", SimpleNamespace(__version__="1.15.1", __spec__=1))
    monkeypatch.setattr(neighbours, "faiss_gpus", lambda: 0)
    monkeypatch.setattr(checkup, "_has_cuda", lambda: True)
    assert "faiss-gpu" in checkup._faiss().found


def test_a_faiss_that_does_not_load_is_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> int:
        raise OSError("libcublas.so.12: cannot open shared object file")

    monkeypatch.setitem(sys.modules, "faiss", SimpleNamespace(__spec__=1))
    monkeypatch.setattr(neighbours, "faiss_gpus", broken)
    check = checkup._faiss()
    assert check.health is Health.OPTIONAL
    assert "libcublas" in check.found
