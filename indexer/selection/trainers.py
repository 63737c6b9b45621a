"""Calls that train behind a facade: ``trainer.fit``, ``learner.fine_tune``, ``strategy.train``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from acumen.domain.facts import Call, ModuleFacts
from acumen.syntax.names import ModuleNames
from indexer.selection.wordlist import words

VERBS: Final = words(
    """fit train run learn start launch fine_tune finetune fit_one_cycle fit_flat_cos
    train_model train_and_evaluate train_from_scratch fit_and_evaluate optimize search main
    run_training train_loop training_loop run_experiment start_training do_train"""
)

# Packages whose objects train a network when one of these methods is called.
LIBRARIES: Final[Mapping[str, frozenset[str]]] = {
    "autokeras": frozenset({"fit", "search"}),
    "avalanche": frozenset({"train"}),
    "catalyst": frozenset({"train", "fit"}),
    "composer": frozenset({"fit"}),
    "darts": frozenset({"fit", "historical_forecasts"}),
    "deepchem": frozenset({"fit"}),
    "detectron2": frozenset({"train"}),
    "fastai": frozenset({"fit", "fit_one_cycle", "fine_tune", "fit_flat_cos", "fit_sgdr"}),
    "flair": frozenset({"train", "fine_tune"}),
    "keras_tuner": frozenset({"search"}),
    "kerastuner": frozenset({"search"}),
    "lightning": frozenset({"fit"}),
    "mmengine": frozenset({"train"}),
    "mxnet": frozenset({"fit"}),
    "neuralforecast": frozenset({"fit", "cross_validation"}),
    "paddle": frozenset({"fit"}),
    "pykeen": frozenset({"pipeline", "train"}),
    "pytorch_lightning": frozenset({"fit"}),
    "pytorch_tabnet": frozenset({"fit"}),
    "sb3_contrib": frozenset({"learn"}),
    "sentence_transformers": frozenset({"fit", "train"}),
    "setfit": frozenset({"train"}),
    "simpletransformers": frozenset({"train_model"}),
    "skorch": frozenset({"fit", "partial_fit"}),
    "speechbrain": frozenset({"fit"}),
    "stable_baselines": frozenset({"learn"}),
    "stable_baselines3": frozenset({"learn"}),
    "tensorpack": frozenset({"launch_train_with_config", "train"}),
    "tflearn": frozenset({"fit"}),
    "trl": frozenset({"train"}),
    "ultralytics": frozenset({"train"}),
}
_STARTED_BY_NAME: Final = frozenset({"LightningCLI"})
_TRAINER_CLASS = re.compile(r"(Trainer|Learner|Experiment|Brain|Estimator|NeuralNet)")
_TRAINER_NAME = re.compile(r"(trainer|learner|brain)", re.IGNORECASE)
_RUNNER_NAME = re.compile(r"(runner|strategy|experiment)", re.IGNORECASE)
CLASSICAL: Final = frozenset({"sklearn", "scipy", "xgboost", "lightgbm", "catboost", "subprocess"})
_FACADE: Final = frozenset({"fit", "train", "learn", "fine_tune", "finetune", "fit_one_cycle"})
_RUNS: Final = frozenset({"run", "start", "launch"})
TRAINER_VERBS: Final = (_FACADE | _RUNS | _STARTED_BY_NAME | {"train_and_evaluate"}).union(
    *LIBRARIES.values()
)


def imports_trainer(facts: ModuleFacts) -> bool:
    """Whether the module imports a package of which objects train networks."""
    return any(
        imported.level == 0 and imported.module.partition(".")[0] in LIBRARIES
        for imported in facts.imports
    )


def is_trainer_class(qualified: str) -> bool:
    """Whether a class of this qualified name is one whose objects train."""
    if qualified.lstrip(".").partition(".")[0] in LIBRARIES:
        return True
    return any(_TRAINER_CLASS.search(part) for part in qualified.split("."))


def is_trainer_call(
    call: Call, qualified: str, classes: Mapping[str, str], names: ModuleNames
) -> bool:
    """Whether ``call``, whose callee resolves to ``qualified``, has a trainer take gradient steps.

    ``classes`` are the module's own classes with the source text of their bases: an object of a
    class that derives from a trainer is a trainer.
    """
    receiver, _, verb = call.callee.rpartition(".")
    if verb in _STARTED_BY_NAME:
        return True
    root = qualified.partition(".")[0]
    if root in CLASSICAL:
        return False
    if verb in LIBRARIES.get(root, frozenset()):
        return True
    if root == "labml" and qualified.endswith("experiment.start"):
        return True
    if root == "tensorflow" and "estimator" in qualified and verb.startswith("train"):
        return True
    if verb == "learn" and "total_timesteps" in call.arguments:
        return True
    if verb not in _FACADE and verb not in _RUNS:
        return False
    if _is_trainer_name(receiver, verb):
        return True
    owner = qualified.rpartition(".")[0]
    if owner.startswith("."):
        return verb in _FACADE and _derives_from_trainer(owner.split(".")[1], classes, names)
    return verb in _FACADE and bool(owner) and is_trainer_class(owner)


def _is_trainer_name(receiver: str, verb: str) -> bool:
    """Names that say it: ``trainer.fit``, ``self.trainer.run``, ``runner.train``."""
    last = re.sub(r"[\[(].*$", "", receiver, flags=re.DOTALL).rpartition(".")[2]
    if _TRAINER_NAME.search(last):
        return verb in _FACADE or verb in _RUNS
    return bool(_RUNNER_NAME.search(last)) and verb in _FACADE


def _derives_from_trainer(name: str, classes: Mapping[str, str], names: ModuleNames) -> bool:
    seen: set[str] = set()
    pending = [name]
    while pending:
        current = pending.pop()
        if current in seen or current not in classes:
            continue
        seen.add(current)
        for base in filter(None, (part.strip() for part in classes[current].split(","))):
            qualified = names.resolve(base)
            if qualified.startswith("."):
                pending.append(qualified.lstrip("."))
            elif qualified and is_trainer_class(qualified):
                return True
    return False
