"""On what the program can run, as far as its code says so.

Reads moves to a device (``.cuda()``, ``.to("cuda")``, ``torch.device``), data-parallel wrappers,
process groups, TPU and Apple back ends. A device that is used only where it is there means that the
processor will do as well. A program without any sign runs on the processor at least (.6).

Blind to what a trainer chooses by itself, except that it can run on the processor (.6), and to how
much memory is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from acumen.attributes.matching import canonical
from acumen.attributes.subject import Subject
from acumen.domain.attribute import Attribute, Facet
from acumen.domain.evidence import Evidence
from acumen.domain.facts import Call

FACET = Facet.HARDWARE

_CUDA: Final = re.compile(r"['\"](cuda|gpu)(:\d+)?['\"]")
_FALLS_BACK: Final = ("torch.cuda.is_available", "torch.accelerator.is_available")
_SEVERAL: Final = (
    "torch.nn.DataParallel",
    "torch.nn.parallel.",
    "torch.distributed.fsdp",
    "torch.distributed.init_process_group",
    "tensorflow.distribute.MirroredStrategy",
    "jax.pmap",
    "horovod.",
    "deepspeed.",
    "keras.utils.multi_gpu_model",
    "apex.parallel.",
    "torch.multiprocessing.spawn",
    "flax.jax_utils.replicate",
    "accelerate.Accelerator",
)
_NODES: Final = ("tensorflow.distribute.MultiWorkerMirroredStrategy", "submitit.", "ray.init")
_TPU: Final = (
    "torch_xla.",
    "tensorflow.distribute.TPUStrategy",
    "tensorflow.tpu.",
    "jax.tools.colab_tpu",
)
_APPLE: Final = re.compile(r"['\"]mps['\"]")


def extract(subject: Subject) -> Iterator[Attribute]:
    found: dict[str, tuple[float, Evidence]] = {}
    for call, signs in subject.signals.read_calls(_signs):
        for value, confidence in signs:
            if value not in found or found[value][0] < confidence:
                found[value] = (confidence, call.lines)
    for literal in subject.signals.literals:
        if literal.label == "device" and literal.text in {"cuda", "gpu", "cuda:0"}:
            found.setdefault("single-gpu", (0.85, literal.evidence))
        elif literal.label == "accelerator" and literal.text in {"tpu", "gpu", "mps"}:
            value = {"gpu": "single-gpu", "mps": "apple-gpu"}.get(literal.text, literal.text)
            found.setdefault(value, (0.8, literal.evidence))
    if not found.keys() & {"cpu", "single-gpu", "multi-gpu", "tpu"}:
        found["cpu"] = (0.6, subject.signals.entry_line)
    for value, (confidence, where) in sorted(found.items(), key=lambda i: (-i[1][0], i[0])):
        yield Attribute(FACET, value, confidence, (where,), rule="hardware:calls")


def _signs(qualified: str, call: Call) -> tuple[tuple[str, float], ...]:
    return tuple(_each_sign(canonical(qualified), call))


def _each_sign(name: str, call: Call) -> Iterator[tuple[str, float]]:
    callee = call.callee
    if name.startswith(_FALLS_BACK):
        yield "cpu", 0.95
        yield "single-gpu", 0.95
    elif name == "torch.backends.mps.is_available":
        yield "apple-gpu", 0.95
    elif name.startswith(_SEVERAL):
        yield "multi-gpu", 0.8 if name.startswith("accelerate.") else 0.9
    elif name.startswith(_NODES):
        yield "multi-node", 0.85
    elif name.startswith(_TPU):
        yield "tpu", 0.9
    elif callee.endswith(".cuda") or name.startswith(("torch.cuda.set_device", "torch.cuda.amp")):
        yield "single-gpu", 0.9
    elif name == "torch.device" or callee.endswith(".to"):
        if _CUDA.search(call.arguments):
            yield "single-gpu", 0.9
            if "cpu" in call.arguments:
                yield "cpu", 0.9
        if _APPLE.search(call.arguments):
            yield "apple-gpu", 0.9
    elif name.startswith("tensorflow.config.") and "'GPU'" in call.arguments.replace('"', "'"):
        yield "single-gpu", 0.85
