"""The exact search on a CUDA device by torch, for an installation whose faiss has no GPU.

Rows stay on the device; queries go there in blocks, so that one block's similarities fit.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_BLOCK_VALUES: Final = 1 << 28  # similarities at once: 1 GiB


def search_torch(
    queries: NDArray[np.float32], rows: NDArray[np.float32], k: int
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Similarities and indices (m, k) of the ``k`` best of ``rows`` for each query, best first.

    Products are in full float32 (no TF32), as everywhere else.

    Raises:
        RuntimeError: the device has not enough memory, or cannot be used.
    """
    import torch  # noqa: PLC0415  (seconds to load; only where a CUDA device is)

    similarity = np.empty((len(queries), k), np.float32)
    indices = np.empty((len(queries), k), np.int64)
    block = max(1, _BLOCK_VALUES // len(rows))
    with torch.inference_mode(), _full_precision(torch):
        there = torch.from_numpy(rows).to("cuda").T
        for start in range(0, len(queries), block):
            asked = torch.from_numpy(queries[start : start + block]).to("cuda")
            values, places = torch.topk(asked @ there, k, dim=1)
            similarity[start : start + block] = values.cpu().numpy()
            indices[start : start + block] = places.cpu().numpy()
    return similarity, indices


class _full_precision:  # noqa: N801  (reads as the function it stands for)
    """TF32 switched off, whatever the rest of the process chose."""

    def __init__(self, torch: Any) -> None:
        self._flags = torch.backends.cuda.matmul
        self._chosen: bool = self._flags.allow_tf32

    def __enter__(self) -> None:
        self._flags.allow_tf32 = False

    def __exit__(self, *_: object) -> None:
        self._flags.allow_tf32 = self._chosen
