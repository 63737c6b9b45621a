"""What the program does so that a run can be repeated.

Reads calls that set seeds or ask for deterministic algorithms (.95), calls that save weights or log
a run (.9), and a requirements file at the project root whose versions are fixed (.9).

Blind to seeds that a framework takes from a configuration, and to whether every source of chance is
covered: a seed that is set is no promise of equal results.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename
from typing import Final

from acumen.attributes.matching import canonical
from acumen.attributes.subject import Subject
from acumen.attributes.texts import folders_above
from acumen.domain.attribute import Attribute, Facet
from acumen.domain.evidence import Evidence
from acumen.domain.facts import Call

FACET = Facet.REPRODUCIBILITY

_SEEDS: Final = (
    "torch.manual_seed",
    "torch.cuda.manual_seed",
    "torch.Generator.manual_seed",
    "random.seed",
    "numpy.random.seed",
    "numpy.random.default_rng",
    "tensorflow.random.set_seed",
    "tensorflow.set_random_seed",
    "keras.utils.set_random_seed",
    "jax.random.PRNGKey",
    "jax.random.key",
    "flax.nnx.Rngs",
    "haiku.PRNGSequence",
    "lightning.seed_everything",
    "lightning.fabric.seed_everything",
    "transformers.set_seed",
    "accelerate.utils.set_seed",
    "torch_geometric.seed_everything",
    "mxnet.random.seed",
    "paddle.seed",
    "stable_baselines3.common.utils.set_random_seed",
)
_DETERMINISTIC: Final = (
    "torch.use_deterministic_algorithms",
    "torch.set_deterministic",
    "tensorflow.config.experimental.enable_op_determinism",
)
_SAVES: Final = (
    "torch.save",
    "keras.callbacks.ModelCheckpoint",
    "lightning.callbacks.ModelCheckpoint",
    "flax.training.checkpoints.save_checkpoint",
    "orbax.",
    "tensorflow.train.Checkpoint",
    "tensorflow.train.Saver",
    "accelerate.Accelerator.save",
    "safetensors.torch.save_file",
    "ignite.handlers.Checkpoint",
    "ignite.handlers.ModelCheckpoint",
)
_LOGS: Final = (
    "torch.utils.tensorboard",
    "tensorboardX",
    "wandb.",
    "mlflow.",
    "keras.callbacks.TensorBoard",
    "comet_ml.",
    "neptune.",
    "tensorflow.summary.create_file_writer",
    "lightning.loggers",
    "clu.metric_writers",
    "clearml.",
    "aim.",
)
_PINNED_LINE: Final = re.compile(r"^\s*[A-Za-z][\w.\[\]-]*\s*==\s*\d")
_DEPENDENCY_LINE: Final = re.compile(r"^\s*[A-Za-z][\w.-]*")


def extract(subject: Subject) -> Iterator[Attribute]:
    found: dict[str, Attribute] = {}
    for call, sign in subject.signals.read_calls(_sign):
        value, confidence = sign or ("", 0.0)
        if value not in found:
            rule = "reproducibility:calls"
            found[value] = Attribute(FACET, value, confidence, (call.lines,), rule=rule)
    facts = subject.program.modules.get(subject.template.path)
    for assignment in facts.assignments if facts is not None else ():
        deterministic = assignment.target.endswith("cudnn.deterministic")
        if deterministic and assignment.value.strip() == "True":
            where = Evidence(subject.template.path, assignment.line, assignment.line)
            rule = "reproducibility:cudnn flag"
            found.setdefault(
                "deterministic-mode",
                Attribute(FACET, "deterministic-mode", 0.9, (where,), rule=rule),
            )
    yield from found.values()
    yield from _pinned(subject)


def _sign(qualified: str, call: Call) -> tuple[str, float] | None:
    name = canonical(qualified)
    if name.startswith(_SEEDS):
        return "seed-set", 0.95
    if name.startswith(_DETERMINISTIC):
        return "deterministic-mode", 0.95
    if name.startswith(_LOGS):
        return "logs-runs", 0.9
    method = call.callee.rpartition(".")[2]
    if name.startswith(_SAVES) or method in {"save_weights", "save_pretrained", "save_checkpoint"}:
        return "saves-checkpoints", 0.9
    if method in {"set_seed", "seed_everything", "seed_all", "fix_seed", "set_random_seed"}:
        return "seed-set", 0.85
    return None


def _pinned(subject: Subject) -> Iterator[Attribute]:
    for folder in folders_above(subject.template.path):
        path = f"{folder}/requirements.txt" if folder else "requirements.txt"
        text = subject.texts.get(path)
        if text is None:
            continue
        lines = [line for line in text[:100_000].splitlines() if _DEPENDENCY_LINE.match(line)]
        if lines and all(_PINNED_LINE.match(line) for line in lines):
            where = Evidence(path, 1, 1)  # of the whole file; one line is enough to open it
            rule = f"reproducibility:{basename(path)}"
            yield Attribute(FACET, "pinned-dependencies", 0.9, (where,), rule=rule)
        return
