"""What a program does beside its purpose: it tries settings, keeps trained weights, writes text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from acumen.attributes.signs import Hit, Sign, SignKind
from acumen.attributes.subject import Subject
from acumen.attributes.task_conclusions import MAKES_PICTURES, SURE, classifies, of_pictures
from acumen.domain.attribute import Facet
from acumen.domain.evidence import Evidence
from acumen.domain.facts import Call

ADDED: Final = 0.75  # what a purpose is worth that is told beside another
_CERTAIN: Final = 0.9  # what nearly always goes with another purpose
_WRITES: Final = re.compile(
    r"(generate|sample|predict)(_?(text|sentence|sequence|characters?|chars?|samples?|words?))?"
    r"|Sampler|complete",
    re.IGNORECASE,
)
_PRETRAINED: Final = re.compile(
    r"\bpretrained\s*=\s*True|\bweights\s*=\s*(?!None)\S|\binclude_top\s*=\s*False"
)
_WITHOUT_GRADIENTS: Final = re.compile(r"\bno_grad\(")
_TRAINED: Final = ".from_pretrained"
_FREEZES: Final = re.compile(  # ``model.freeze_feature_encoder()``
    r"(?:\w+\.)+freeze(?:_(?:feature_(?:encoder|extractor)|base_model|backbone|encoder|features))?"
)
_KEPT_AS_IT_IS: Final = re.compile(r"\btrainable\s*=\s*False")
_LOADED: Final = re.compile(r"tensorflow_hub\.|keras\.applications\.|from_pretrained|from_preset")
_SEES_AND_READS: Final = "vision-language-model"
_NEXT_WORD: Final = frozenset(
    {"lstm", "gru", "rnn", "bidirectional-rnn", "gpt", "transformer", "decoder-transformer"}
    | {"attention", "mamba", "rwkv", "mlp"}
)
_READY_MADE: Final = ("transformers.", "trl.", "peft.", "unsloth.", "keras_nlp.", "keras_hub.")
_DENSITIES: Final = frozenset({"normalizing-flow", "made"})
_SEARCHES: Final = (
    "optuna.create_study", "keras_tuner.RandomSearch", "keras_tuner.Hyperband", "wandb.agent",
    "keras_tuner.BayesianOptimization", "keras_tuner.GridSearch", "ray.tune.run", "ray.tune.Tuner",
    "hyperopt.fmin", "kerastuner.",
)  # fmt: skip
_LOOKED_AT: Final = frozenset(  # where a trained network judges pictures and is no part of another
    {
        "style-transfer", "super-resolution", "image-to-image", "unconditional-image-generation",
        "image-denoising", "knowledge-distillation",
    }
)  # fmt: skip


def additions(subject: Subject, known: frozenset[str]) -> Iterator[Hit]:
    """What is said beside the purpose, where it is not ``known`` yet."""
    found = []
    if "language-modeling" in known and (where := _writes_text(subject)):
        found.append(Sign("text-generation", SignKind.NAME, ADDED, where))
    if "text-generation" in known and (where := _learns_words(subject)):
        found.append(Sign("language-modeling", SignKind.IMPLIED, _CERTAIN, where))
    found += _of_flows(subject, known)
    decides = any(term.endswith("classification") for term in known) and classifies(subject)
    networks = {hit.term for hit in subject.signals.architectures}
    decides &= networks == {"linear-model"} and "text-classification" not in known
    for hit in subject.signals.architectures if decides else ():
        if hit.term == "linear-model":
            where = hit.signs[0].evidence
            found.append(Sign("logistic-regression", SignKind.IMPLIED, ADDED, where))
    for hit in subject.signals.architectures:
        sees = hit.term == _SEES_AND_READS and hit.confidence >= SURE
        if sees and known & {"text-generation", "preference-optimization"}:
            found.append(
                Sign("multimodal-learning", SignKind.IMPLIED, ADDED, hit.signs[0].evidence)
            )
    searched = subject.signals.first_call(searches)
    if searched is not None and searched.path == subject.template.path:
        found.append(Sign("hyperparameter-tuning", SignKind.NAME, ADDED, searched.lines))
    if known.isdisjoint(_LOOKED_AT) and (where := _frozen(subject)):
        found.append(Sign("transfer-learning", SignKind.NAME, ADDED, where))
    yield from (Hit(sign.term, sign.weight, (sign,)) for sign in found if sign.term not in known)


def _learns_words(subject: Subject) -> Evidence | None:
    """The network of its own that a program which writes text teaches the next word."""
    signals = subject.signals
    if not classifies(subject) or any(name.startswith(_READY_MADE) for name in signals.first_calls):
        return None
    own = [hit for hit in signals.architectures if hit.confidence >= SURE]
    if any(hit.term not in _NEXT_WORD for hit in own):
        return None  # what answers to pictures, or to another text, learns more than the next word
    return next((hit.signs[0].evidence for hit in own), None)


def _of_flows(subject: Subject, known: frozenset[str]) -> Iterator[Sign]:
    """A flow gives the density of what it is shown; of pictures, it makes new ones up too."""
    signals = subject.signals
    matcher = signals.matcher(Facet.ARCHITECTURE)
    for hit in signals.architectures:
        kinds = {hit.term, *(matcher.ancestors(hit.term) if matcher is not None else ())}
        if hit.confidence < SURE or not kinds & _DENSITIES:
            continue
        where = hit.signs[0].evidence
        if "density-estimation" in known and of_pictures(subject):
            yield Sign(MAKES_PICTURES, SignKind.IMPLIED, ADDED, where)
        return


def searches(qualified: str, call: Call) -> bool:
    """Whether a call tries many settings: a study, a sweep or a search of a tuner."""
    return qualified.startswith(_SEARCHES) or call.callee.endswith(".hyperparameter_search")


def _frozen(subject: Subject) -> Evidence | None:
    """Where a trained network's weights are kept as they are."""
    signals = subject.signals
    if any(name.endswith(_TRAINED) for name in signals.first_calls):
        kept = signals.first_call(freezes)
        if kept is not None:
            return kept.lines
    if not any(
        _PRETRAINED.search(call.call.arguments) or call.qualified == "tensorflow_hub.KerasLayer"
        for call in signals.calls
    ):
        return None
    for path in signals.paths:
        for found in signals.reading(path).facts.assignments:
            frozen = found.target.endswith((".requires_grad", ".trainable"))
            if frozen and found.value == "False" and signals.reach.holds(path, found.start):
                return Evidence(path, found.line, found.line)
        for block in signals.reading(path).facts.blocks:
            if _WITHOUT_GRADIENTS.search(block.header) and signals.reach.holds(path, block.start):
                around = subject.whole.definition_around(path, block.start)
                if around is not None and around.name.endswith(".forward"):
                    return Evidence(path, block.first_line, block.first_line)
    for call in signals.calls:
        if _KEPT_AS_IT_IS.search(call.call.arguments) and _LOADED.search(call.qualified):
            return call.lines
    return None


def freezes(_: str, call: Call) -> bool:
    """Whether a call keeps a part of a network, such as its features, as it is."""
    return _FREEZES.fullmatch(call.callee) is not None


def _writes_text(subject: Subject) -> Evidence | None:
    """Where a language model's own words are drawn, if the program does so."""
    for call in subject.signals.calls:
        if _WRITES.fullmatch(call.call.callee.rpartition(".")[2]):
            return call.lines
    return None
