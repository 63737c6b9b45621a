"""Who runs the training loop, and on how many devices.

Reads resolved trainers, wrappers and transformations (.95), base classes (.9), the pair of compile
and fit on a Keras program (.9), ``backward()`` followed by ``step()`` in a program without a
trainer (.9), and well-known calls of facades (.75). A session that Keras is given to run in, and a
compiled judgement beside steps on many devices, are left out.

Blind to loops inside the repository's own package and to facades with names of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from acumen.attributes.configs import pairs
from acumen.attributes.matching import canonical
from acumen.attributes.subject import Subject
from acumen.domain.attribute import Attribute, Facet
from acumen.domain.evidence import Evidence
from acumen.domain.facts import Call, ModuleFacts
from acumen.syntax.program import ResolvedCall

FACET = Facet.TRAINING_STYLE

_RUNS_THE_LOOP: Final = frozenset(
    {
        "hf-trainer", "lightning-trainer", "speechbrain-brain", "mm-runner", "accelerate-loop",
        "fabric-loop", "sklearn-fit", "ignite-engine",
    }
)  # fmt: skip
_OTHER_GROUPS: Final = frozenset(
    {"ddp", "fsdp", "tensor-parallel", "horovod", "parameter-server", "accelerate-loop"}
)
_OFF_BY_ARGUMENT: Final = re.compile(r"\benabled\s*=\s*False\b")
_KERAS: Final = ("keras.", "autokeras.", "transformers.TF")  # the latter's models are Keras models
_FITS: Final = (".fit", ".fit_generator", ".train_on_batch")
_OFF: Final = r"\s*=\s*(?!False\b|None\b|0\b|['\"]no['\"])\S"
_HALF: Final = re.compile(
    rf"\b(?:fp16|bf16|half_precision|mixed_precision|use_amp|amp){_OFF}|auto_mixed_precision|\bprecision\s*=\s*['\"]?b?f?16"
)
_PRECISION: Final = re.compile(r"\bprecision\s*=\s*['\"]?b?f?16(?:-mixed)?\b(?!-true)")
_DECLARES: Final = ("add_argument", "DEFINE_bool", "DEFINE_boolean")
_HALF_OPTION: Final = re.compile(
    r"^\s*['\"]-{0,2}(?:use[-_])?(?:fp_?16|bf16|amp|mixed[-_]precision|half[-_]precision|half)['\"]"
)
_SETTINGS: Final = (
    "TrainingArguments", "Config", "Accelerator", "Trainer", "Fabric", "TrainingArguments.__init__",
    "set_experimental_options",
)  # fmt: skip
_HALF_KEY: Final = re.compile(
    r"(?:compute_|model_|param_|amp_)?(?:d?type|precision)(?:_str|_name)?"
)
_HALF_TYPE: Final = re.compile(r"\b(?:torch|jnp|jax\.numpy|tf)\.(?:b?float16|half)\b")
_HALF_VALUE: Final = re.compile(r"b?float16|[bf]p?16(?:-mixed)?|16(?:-mixed)?|mixed_b?float16")
_SWITCH: Final = re.compile(
    r"(?:use_|enable_|with_)?(?:amp|fp16|bf16|mixed_precision|half_precision)"
)
_ON: Final = re.compile(r"(?i)true|fp16|bf16|o[12]")
_GIVEN_HALF: Final = re.compile(r"\bdtype\s*=\s*(?:torch|jnp|jax\.numpy|tf)\.(?:b?float16|half)\b")
_IS_NETWORK: Final = re.compile(
    r"(?:\w+\.)*[A-Z]\w*(?<!Config)|(?:\w+\.)*(?:model|net|network|unet)\.to"
)
_FEW_CONFIGS: Final = 3
_CHECKPOINTS: Final = re.compile(rf"\bgradient_checkpointing{_OFF}")
_CHECKPOINTING: Final = (
    ".gradient_checkpointing_enable", ".enable_gradient_checkpointing",
    ".use_gradient_checkpointing", ".set_grad_checkpointing",
)  # fmt: skip
_HALVED: Final = re.compile(r"(?i)(?:\w+\.)*\w*(?:model|net|network)\w*\.half")
_TRAINS: Final = re.compile(r"(?i)train|step|update|loss|grad|learn|fit")
_TOWERS: Final = re.compile(r"(?i)average\w*grad\w*|grad\w*average\w*")  # of copies, one a device
_STARTS: Final = ("Process", ".spawn", "Thread")
_TARGET: Final = re.compile(r"(?:\btarget\s*=\s*|^\s*)(?:\w+\.)*(\w+)")
_LEARNS: Final = re.compile(
    r"(?i)train|work|learn|update|optimi|local|agent|actor|explor|rollout|fit|loop|main|a3c"
)
_FASTAI: Final = (".fit_one_cycle", ".fine_tune", ".fit_flat_cos")
_AGENTS: Final = ("stable_baselines3.", "sb3_contrib.", "stable_baselines.", "rl_zoo3.")


def extract(subject: Subject) -> Iterator[Attribute]:
    hits = subject.signals.code_hits(FACET)
    first = subject.signals.first_call
    if _only_watched(subject):
        hits = tuple(hit for hit in hits if hit.term != "hogwild")
    if _switched_off(subject):
        hits = tuple(hit for hit in hits if hit.term != "mixed-precision")
    fit = first(_fits_keras) or _fits_keras_model(subject)
    styles = {hit.term for hit in hits}
    for hit in hits:
        beside = fit is not None and hit.term == "tf-session"  # which Keras is given to run in
        if not beside and not (hit.term == "jit" and "pmap" in styles and _only_judges(subject)):
            yield hit.attribute(FACET)
    steps, applied = first(_goes_back), first(_steps)
    if steps and applied and not styles & _RUNS_THE_LOOP:
        yield _attribute("plain-loop", 0.9, steps, "backward and step")
    elif steps and not styles & _RUNS_THE_LOOP:
        yield _attribute("plain-loop", 0.8, steps, "backward")
    if not styles & _OTHER_GROUPS and (joined := first(_joins_processes)):
        yield _attribute("ddp", 0.8, joined, "process group")
    for value, wanted, rule in _BY_CALL:
        if value == "hogwild" and _only_watched(subject):
            continue
        if call := first(wanted):
            yield _attribute(value, 0.9, call, rule)
    if "mixed-precision" not in styles and (halved := _halved_type(subject)):
        yield Attribute(FACET, "mixed-precision", 0.75, (halved,), rule="training-style:type")
    if fit:
        yield _attribute("keras-fit", 0.9, fit, "compile and fit")
    yield from _own_step(subject)
    if any(path.startswith("fastai") for path in _imported(subject)) and (
        learner := first(_learns_fastai)
    ):
        yield _attribute("fastai-learner", 0.9, learner, "fit_one_cycle")


def _switched_off(subject: Subject) -> bool:
    """Whether half precision stands in the program only to be kept away from a part of it."""
    signals = subject.signals
    texts = [
        text
        for path in signals.paths
        for definition in signals.reading(path).facts.definitions
        for text in definition.decorators
        if "autocast" in text
    ]
    texts += [
        call.call.arguments
        for call in signals.calls
        if "autocast" in call.call.callee or call.call.callee.endswith("GradScaler")
    ]
    return bool(texts) and all(_OFF_BY_ARGUMENT.search(text) for text in texts)


def _only_watched(subject: Subject) -> bool:
    """Whether all processes beside the one that trains only judge what it has learned."""
    targets = [target for _, target in subject.signals.read_calls(starts_process)]
    return bool(targets) and not any(_LEARNS.search(target) for target in targets)


def starts_process(_: str, call: Call) -> str:
    """The name of what a new process runs; "" for other calls."""
    if not call.callee.endswith(_STARTS):
        return ""
    found = _TARGET.search(call.arguments)
    return found[1] if found is not None else ""


def _imported(subject: Subject) -> Iterator[str]:
    for _, imported in subject.whole.imports():
        yield imported.module or imported.qualified


def _own_step(subject: Subject) -> Iterator[Attribute]:
    signals = subject.signals
    for path in signals.paths:
        for found in signals.reading(path).classes:
            keras = any(canonical(base).startswith("keras.") for base in found.bases)
            if not keras or not signals.reach.holds(path, found.definition.start):
                continue
            step = f"{found.definition.name}.train_step"
            for definition in signals.reading(path).facts.definitions:
                if definition.name == step:
                    where = Evidence(path, definition.first_line, definition.last_line)
                    rule = "training-style:train_step"
                    yield Attribute(FACET, "custom-train-step", 0.95, (where,), rule=rule)
                    return


def _fits_keras_model(subject: Subject) -> ResolvedCall | None:
    """``fit`` on something unknown, beside ``compile`` in a program that uses Keras."""
    signals = subject.signals
    if not any(canonical(name).startswith(_KERAS) for name in signals.first_calls):
        return None
    return signals.first_call(_fits) if signals.first_call(_compiles) else None


def _joins_processes(qualified: str, _: Call) -> bool:
    return qualified == "torch.distributed.init_process_group"


def _goes_back(_: str, call: Call) -> bool:
    return call.callee.endswith(".backward")


def _steps(_: str, call: Call) -> bool:
    return call.callee.endswith(".step")


def _fits(_: str, call: Call) -> bool:
    return call.callee.endswith(_FITS)


def _compiles(_: str, call: Call) -> bool:
    return call.callee.endswith(".compile")


def _fits_keras(qualified: str, _: Call) -> bool:
    name = canonical(qualified)
    return name.startswith(_KERAS) and name.endswith(_FITS)


def _compiles_theano(qualified: str, _: Call) -> bool:
    return qualified == "theano.function"


def _scripts(qualified: str, _: Call) -> bool:
    """A network that is compiled; what decorates a small function of a helper is no such thing."""
    return qualified == "torch.jit.script"


def _learns(qualified: str, call: Call) -> bool:
    return call.callee.endswith(".learn") and qualified.startswith(_AGENTS)


def _trains(qualified: str, call: Call) -> bool:
    return call.callee.endswith(".train") and qualified.startswith("avalanche.")


def _halves(_: str, call: Call) -> bool:
    if call.callee.endswith(_DECLARES):
        return _HALF_OPTION.search(call.arguments) is not None
    if call.callee.endswith(_SETTINGS):
        return _HALF.search(call.arguments) is not None
    return _PRECISION.search(call.arguments) is not None


def _keeps_less(_: str, call: Call) -> bool:
    return call.callee.endswith(_CHECKPOINTING) or bool(_CHECKPOINTS.search(call.arguments))


def _halved_type(subject: Subject) -> Evidence | None:
    """Where arithmetic is told to run on half as many bits: ``dtype = torch.float16``."""
    signals = subject.signals
    for path in signals.paths:
        for start, line in signals.reading(path).read_facts(halved_types):
            if signals.runs(path, start, line):
                return Evidence(path, line, line)
    for path, text in signals.configs if len(signals.configs) <= _FEW_CONFIGS else ():
        for line, key, value in pairs(text):
            if _HALF_KEY.fullmatch(key) and _HALF_VALUE.fullmatch(value):
                return Evidence(path, line, line)
            if _SWITCH.fullmatch(key) and _ON.fullmatch(value):
                return Evidence(path, line, line)
    return None


def halved_types(facts: ModuleFacts) -> tuple[tuple[int, int], ...]:
    """(start, line) of types of half precision that are kept under the name of a type, or given to
    a network under it.
    """
    found = [
        (assigned.start, assigned.line)
        for assigned in facts.assignments
        if _HALF_KEY.fullmatch(assigned.target.rpartition(".")[2].lower())
        and _HALF_TYPE.search(assigned.value)
        and ("(" not in assigned.value or _HALF_TYPE.match(assigned.value))
    ]
    found += [
        (call.start, call.first_line)
        for call in facts.calls
        if _GIVEN_HALF.search(call.arguments) and _IS_NETWORK.fullmatch(call.callee)
    ]
    return tuple(sorted(found))


def _halves_network(_: str, call: Call) -> bool:
    return _HALVED.fullmatch(call.callee) is not None


def _averages(_: str, call: Call) -> bool:
    """``average_gradients(tower_grads)``: one process, a copy of the network on each device."""
    name = call.callee.rpartition(".")[2]
    return bool(_TOWERS.fullmatch(name)) and "tower" in call.arguments.lower()


def _shares(_: str, call: Call) -> bool:
    return call.callee.endswith(".share_memory")


def _compiles_step(qualified: str, call: Call) -> bool:
    """Whether a call compiles something that trains."""
    return qualified == "jax.jit" and _TRAINS.search(call.arguments) is not None


def _only_judges(subject: Subject) -> bool:
    """Whether what is compiled beside steps on many devices only begins or judges the training."""
    signals = subject.signals
    if signals.first_call(_compiles_step) is not None:
        return False
    return not any(
        "jit" in text and _TRAINS.search(definition.name)
        for path in signals.paths
        for definition in signals.reading(path).facts.definitions
        if signals.reach.holds(path, definition.start)
        for text in definition.decorators
    )


def _learns_fastai(_: str, call: Call) -> bool:
    return call.callee.endswith(_FASTAI)


_BY_CALL: Final = (
    ("plain-loop", _compiles_theano, "theano.function"),
    ("rl-learn", _learns, "learn"),
    ("continual-strategy", _trains, "strategy.train"),
    ("jit", _scripts, "torch.jit.script"),
    ("mixed-precision", _halves, "keyword"),
    ("mixed-precision", _halves_network, "half"),
    ("gradient-checkpointing", _keeps_less, "keyword or method"),
    ("data-parallel", _averages, "towers"),
    ("hogwild", _shares, "share_memory"),
)


def _attribute(value: str, confidence: float, call: ResolvedCall, rule: str) -> Attribute:
    return Attribute(FACET, value, confidence, (call.lines,), rule=f"training-style:{rule}")
