"""These tests need a GPU that torch can use; elsewhere each says what is missing and is skipped."""

from __future__ import annotations

import importlib.util

import pytest


def _lacking() -> str:
    for name in ("torch", "transformers"):
        if importlib.util.find_spec(name) is None:
            return f"{name} is not installed"
    from acumen.embedding.registry import cuda_device

    return "" if cuda_device() else "torch sees no CUDA device"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    reason = _lacking()
    for item in items:
        if item.get_closest_marker("gpu") is None:
            continue
        if reason:
            item.add_marker(pytest.mark.skip(reason=f"needs a GPU: {reason}"))
