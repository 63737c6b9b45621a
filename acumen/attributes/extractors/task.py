"""What the program is for.

Reads path words and the title of the nearest README (.7), resolved symbols that have one purpose
(``AutoModelForSequenceClassification``, .95), class and function names (.8) and the entry's own
docstring. Where these say little, the task is concluded: from an architecture that has one purpose
(a U-Net, .65), else from a data set that is mostly used for one task together with a loss that fits
(.7). A conclusion is dropped where the architecture speaks against it: a GAN on MNIST is no
classifier, and a network that draws borders or acts decides over the data set. Words about a whole
collection give way to what the program says itself.

Blind to programs whose purpose is told only in prose below the README's head.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from posixpath import basename
from typing import Final

from acumen.attributes.extractors.loss import squares_by_hand
from acumen.attributes.signs import SHOWN_FROM, Hit, Sign, SignKind, weigh
from acumen.attributes.subject import Subject
from acumen.attributes.words import WORDS, is_collective
from acumen.domain.attribute import Attribute, Facet
from acumen.domain.evidence import Evidence
from acumen.domain.facts import Call
from acumen.domain.vocabulary import Term

FACET = Facet.TASK

_SURE: Final = 0.7
_TOLD: Final = 0.69  # from here on nothing is concluded from the data set
_BY_ARCHITECTURE: Final = 0.65
_BY_DATASET: Final = 0.72
_BY_DATASET_WITHOUT_LOSS: Final = 0.6
_KEPT_BESIDE: Final = 0.7  # a value this far below the best (relative) is not shown
_MOST: Final = 5
_NAMES: Final = frozenset({SignKind.NAME, SignKind.IMPORTED})
_OTHER_DATA: Final = 0.6
_BY_NETWORK_AND_LOSS: Final = 0.7
_PLAIN: Final = frozenset({"mlp", "linear-model"})
_SQUARES: Final = "mean-squared-error"
_IMAGE_NETWORKS: Final = frozenset({"cnn", "vit", "mlp-mixer", "capsnet", "spiking-network"})
_WRITES: Final = re.compile(
    r"(generate|sample|predict)(_?(text|sentence|sequence|characters?|chars?|samples?|words?))?"
    r"|Sampler|complete",
    re.IGNORECASE,
)
_ADDED: Final = 0.75
_PRETRAINED: Final = re.compile(
    r"\bpretrained\s*=\s*True|\bweights\s*=\s*(?!None)\S|\binclude_top\s*=\s*False"
)
_WITHOUT_GRADIENTS: Final = re.compile(r"\bno_grad\(")
_KEPT_AS_IT_IS: Final = re.compile(r"\btrainable\s*=\s*False")
_LOADED: Final = re.compile(r"tensorflow_hub\.|keras\.applications\.|from_pretrained|from_preset")
_NAMED_ELSEWHERE: Final = 0.6  # helpers are named after many purposes
_FUNCTION_ELSEWHERE: Final = 0.4  # ``summarize(writer, ...)`` of a helper writes a log
_KEEPS_PURPOSE: Final = 0.6
_MAKES_PICTURES: Final = "unconditional-image-generation"
_MATCHES: Final = frozenset({"clip", "siamese", "contrastive-encoder", "sentence-bert"})
_COMPARED_WITH: Final = re.compile(
    r"(?i)(^|[_\W])(baseline|base|eval\w*|test|plain|standard|vanilla|scratch|supervised|linear)"
)
_SEES_AND_READS: Final = "vision-language-model"
_SEARCHES: Final = (
    "optuna.create_study", "keras_tuner.RandomSearch", "keras_tuner.Hyperband", "wandb.agent",
    "keras_tuner.BayesianOptimization", "keras_tuner.GridSearch", "ray.tune.run", "ray.tune.Tuner",
    "hyperopt.fmin", "kerastuner.",
)  # fmt: skip
_INSTRUCTIONS: Final = "instructions"
_LOOKED_AT: Final = frozenset(  # where a trained network judges pictures and is no part of another
    {
        "style-transfer", "super-resolution", "image-to-image", "unconditional-image-generation",
        "image-denoising", "knowledge-distillation",
    }
)  # fmt: skip
_SPEAKS_OVER: Final = {  # words about the first are about the second, if that is there
    "transfer-learning": "reinforcement-learning",
    "time-series-forecasting": "anomaly-detection",
    "time-series-classification": "anomaly-detection",
    "object-detection": "anomaly-detection",
    "metric-learning": "self-supervised-learning",
}
_HEADS: Final = frozenset(
    {
        "language-modeling", "text-generation", "text-classification", "token-classification",
        "sequence-to-sequence",
    }
)  # fmt: skip
_DRAWS_BORDERS: Final = frozenset({"image-segmentation", "semantic-segmentation"})
_OF_VALUES: Final = frozenset(
    {"mean-squared-error", "mean-absolute-error", "huber", "l2-norm", "ssim", "perceptual"}
    | {"noise-prediction", "adversarial"}
)
_GENERATIVE: Final = frozenset(
    {"gan", "vae", "autoencoder", "diffusion", "normalizing-flow", "energy-based-model", "pixelcnn"}
)
_CLASSIFYING_CALLS: Final = (
    "CrossEntropyLoss",
    "cross_entropy",
    "nll_loss",
    "NLLLoss",
    "SparseCategoricalCrossentropy",
    "CategoricalCrossentropy",
    "softmax_cross_entropy",
    "softmax_cross_entropy_with_logits",
    "softmax_cross_entropy_with_integer_labels",
    "sparse_softmax_cross_entropy_with_logits",
    "SoftmaxCrossEntropyLoss",
    "BCEWithLogitsLoss",
    "BCELoss",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
)
_DECIDED: Final = _DRAWS_BORDERS | {"reinforcement-learning"}  # by the network, whatever the data
_CLASSIFYING: Final = frozenset({"cross-entropy", "binary-cross-entropy", "margin-softmax"})
_CLASSIFYING_LITERALS: Final = frozenset(
    {"categorical_crossentropy", "sparse_categorical_crossentropy", "binary_crossentropy"}
)


def extract(subject: Subject) -> Iterator[Attribute]:
    yield from task_attributes(subject)


def task_attributes(subject: Subject) -> tuple[Attribute, ...]:
    """The tasks; kept for the subject asked for last, since its kind of data follows from them."""
    if not (_LAST and _LAST[0][0] is subject):
        _LAST[:] = [(subject, tuple(_found(subject)))]
    return _LAST[0][1]


_LAST: Final[list[tuple[Subject, tuple[Attribute, ...]]]] = []


def _found(subject: Subject) -> Iterator[Attribute]:
    aspects = _marked(subject, "aspect")
    instructs = any(hit.term == _INSTRUCTIONS for hit in subject.signals.datasets)
    told = tuple(_without_heads(tuple(_told(subject, aspects)), instructs=instructs))
    settings = aspects | _marked(subject, "setting") | _marked(subject, "generic")
    fitting = [hit for hit in _fitting(subject, weigh(told)) if hit.term not in settings]
    hits = weigh((*told, *_concluded(subject, fitting)))
    hits = _without_collection(subject, _fitting(subject, hits), aspects)
    shown = [hit for hit in _beside(hits, settings) if hit.confidence >= SHOWN_FROM]
    shown = list(_without_generic(subject, shown, aspects))
    shown += _additions(subject, frozenset(hit.term for hit in shown))
    if not shown:
        return
    floor = shown[0].confidence * _KEPT_BESIDE
    kept = [hit for hit in shown[:_MOST] if hit.confidence >= floor]
    matcher = subject.signals.matcher(FACET)
    values = {hit.term for hit in kept}
    yield from (hit.attribute(FACET) for hit in kept)
    for hit in kept:
        for parent in matcher.ancestors(hit.term) if matcher is not None else ():
            if parent not in values:
                values.add(parent)
                broader = Hit(parent, hit.confidence, hit.signs[:1])
                yield replace(broader.attribute(FACET), rule=f"task:broader than {hit.term}")


def _without_heads(told: tuple[Sign, ...], *, instructs: bool) -> Iterator[Sign]:
    """What a model's class is called says less than the trainer that it is handed to, and than the
    data: one that ``instructs`` is to answer.
    """
    by_symbol = {sign.term for sign in told if sign.kind is SignKind.SYMBOL}
    gone: frozenset[str] = frozenset()
    if "preference-optimization" in by_symbol:
        gone = _HEADS
    elif instructs and "language-modeling" in by_symbol:
        gone = frozenset({"language-modeling"})
        where = next(sign.evidence for sign in told if sign.term == "language-modeling")
        yield Sign("text-generation", SignKind.IMPLIED, _ADDED, where)
    elif by_symbol & {"text-generation", "knowledge-distillation"}:
        gone = frozenset({"language-modeling"})
    for sign in told:
        if sign.term not in gone or sign.kind in WORDS:
            yield sign


def _without_collection(
    subject: Subject, hits: tuple[Hit, ...], aspects: frozenset[str]
) -> tuple[Hit, ...]:
    """What only a collection's name or title says gives way to what the program says itself; how
    something is learned in it holds for all but those that the others are compared with.
    """
    entry = subject.template.path
    settings = _marked(subject, "setting")
    plain = _COMPARED_WITH.search(basename(entry)) is not None
    own = {
        hit.term
        for hit in hits
        if hit.confidence >= _BY_DATASET_WITHOUT_LOSS
        and hit.term not in aspects
        and not all(is_collective(sign, entry) for sign in hit.signs)
    }
    matcher = subject.signals.matcher(FACET)
    kin = {broader for term in own for broader in (matcher.ancestors(term) if matcher else ())}
    found = []
    for hit in hits:
        told = all(is_collective(sign, entry) for sign in hit.signs)
        told &= hit.term not in settings or plain
        narrower = matcher is not None and not own.isdisjoint(matcher.ancestors(hit.term))
        if told and own and hit.term not in own | kin and not narrower:
            hit = replace(hit, confidence=hit.confidence * _OTHER_DATA)
        found.append(hit)
    return tuple(sorted(found, key=lambda hit: (-hit.confidence, hit.term)))


def _beside(hits: tuple[Hit, ...], settings: frozenset[str]) -> Iterator[Hit]:
    """Making pictures is only concluded where nothing else is known to be the purpose, and some
    words belong to what another purpose is about.
    """
    others = {
        hit.term
        for hit in hits
        if hit.term not in settings | {_MAKES_PICTURES} and hit.confidence >= _KEEPS_PURPOSE
    }
    for hit in hits:
        concluded = hit.term == _MAKES_PICTURES and hit.kinds == {SignKind.IMPLIED}
        spoken = hit.kinds <= WORDS | _NAMES
        stronger = _SPEAKS_OVER.get(hit.term) if spoken else None
        if not (concluded and others) and (stronger is None or stronger not in others):
            yield hit


def _without_generic(subject: Subject, hits: list[Hit], aspects: frozenset[str]) -> Iterator[Hit]:
    """A purpose that says little is left out beside one that says more."""
    generic = _marked(subject, "generic") - aspects
    matcher = subject.signals.matcher(FACET)
    telling = [hit for hit in hits if hit.term not in generic | aspects and hit.confidence >= _SURE]
    broader = {
        parent for hit in telling for parent in (matcher.ancestors(hit.term) if matcher else ())
    }
    for hit in hits:
        if not (telling and hit.term in generic and hit.term not in broader):
            yield hit


def _marked(subject: Subject, mark: str) -> frozenset[str]:
    """Tasks that the vocabulary marks: ``aspect`` and ``setting`` say how something is done."""
    vocabulary = subject.vocabularies.get(FACET)
    terms = vocabulary.terms if vocabulary is not None else ()
    return frozenset(term.id for term in terms if any(key == mark for key, _ in term.extra))


def _told(subject: Subject, aspects: frozenset[str]) -> Iterator[Sign]:
    for sign in subject.signals.signs(FACET):
        if sign.term in aspects and sign.kind not in WORDS:
            continue  # a program that can use several GPUs is not about several GPUs
        if sign.kind in _NAMES and sign.evidence.path != subject.template.path:
            worth = _NAMED_ELSEWHERE if _is_class(subject, sign) else _FUNCTION_ELSEWHERE
            yield replace(sign, weight=min(sign.weight, worth))
        else:
            yield sign


def _is_class(subject: Subject, sign: Sign) -> bool:
    """Whether a name of another module is that of a class which is no data set."""
    line = sign.evidence.first_line
    return any(
        name[:1].isupper() and not name.endswith("Dataset")
        for name, where in subject.signals.names
        if where.path == sign.evidence.path and where.first_line == line
    )


def _fitting(subject: Subject, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Words that speak of another kind of data than the data set's are worth less."""
    data = subject.signals.datasets
    if not data or data[0].confidence < _SURE:
        return hits
    kinds = {kind for hit in data for kind in _facts(subject, Facet.DATASET, hit.term, "modality")}
    usual = {task for hit in data for task in _tasks(subject, Facet.DATASET, hit.term)}
    found = []
    for hit in hits:
        meant = set(_facts(subject, FACET, hit.term, "modality"))
        other = meant and kinds and meant.isdisjoint(kinds) and hit.term not in usual
        if other and hit.kinds <= WORDS | _NAMES:
            hit = replace(hit, confidence=hit.confidence * _OTHER_DATA)
        found.append(hit)
    return tuple(sorted(found, key=lambda hit: (-hit.confidence, hit.term)))


def _concluded(subject: Subject, purposes: list[Hit]) -> Iterator[Sign]:
    """What data, networks and losses imply, where ``purposes`` that are told leave it open."""
    signals = subject.signals
    entry = subject.template.path
    best = max((hit.confidence for hit in purposes), default=0.0)
    own = [h for h in purposes if not all(is_collective(sign, entry) for sign in h.signs)]
    best_own = max((hit.confidence for hit in own), default=0.0)
    architectures = [hit for hit in signals.shown(Facet.ARCHITECTURE) if hit.confidence >= _SURE]
    kinds = {hit.term for hit in architectures}
    matcher = signals.matcher(Facet.ARCHITECTURE)
    if matcher is not None:
        kinds |= {parent for kind in tuple(kinds) for parent in matcher.ancestors(kind)}
    by_data: tuple[Sign, ...] = ()
    if not kinds & _GENERATIVE and (best < _TOLD or (best_own < _TOLD and _classifies(subject))):
        by_data = tuple(_by_dataset(subject, kinds))
        networks = {task for hit in architectures for task in _network_tasks(subject, hit.term)}
        if networks & _DECIDED and networks.isdisjoint(sign.term for sign in by_data):
            by_data = ()
    yield from by_data
    tasks = {sign.term for sign in by_data}
    made_up = {hit.term for hit in signals.datasets} == {"synthetic"}
    losses = {hit.term for hit in signals.code_hits(Facet.LOSS)}
    for hit in architectures if best < _TOLD else ():
        for task in _network_tasks(subject, hit.term):
            if kinds & _GENERATIVE and task in _DRAWS_BORDERS:
                continue  # the U-Net of a diffusion model takes noise away
            if task in _DRAWS_BORDERS and losses and losses <= _OF_VALUES:
                continue  # pixels that are compared as numbers have no classes
            if made_up and task == "language-modeling":
                continue  # sorting numbers is no language
            if not tasks or task in tasks:  # the data set knows better
                yield Sign(task, SignKind.IMPLIED, _BY_ARCHITECTURE, hit.signs[0].evidence)
    sure = {hit.term for hit in own if hit.confidence >= _TOLD}
    yield from _narrower(subject, architectures, sure)
    unknown = not by_data and best < SHOWN_FROM and not kinds & _GENERATIVE
    if unknown and kinds and kinds <= _PLAIN:
        yield from _plain_regression(subject)
    if unknown and kinds & _IMAGE_NETWORKS and _classifies(subject):
        yield from _image_classifier(subject, architectures)


def _narrower(subject: Subject, architectures: list[Hit], told: set[str]) -> Iterator[Sign]:
    """A kind of what is told already: cutting out streets is semantic segmentation."""
    matcher = subject.signals.matcher(FACET)
    sources = [(Facet.ARCHITECTURE, hit) for hit in architectures]
    sources += [(Facet.DATASET, hit) for hit in subject.signals.datasets]
    for facet, hit in sources:
        for task in _tasks(subject, facet, hit.term):
            broader = matcher.ancestors(task) if matcher is not None else ()
            if hit.confidence >= _SURE and not told.isdisjoint(broader):
                yield Sign(task, SignKind.IMPLIED, _BY_ARCHITECTURE, hit.signs[0].evidence)


def _network_tasks(subject: Subject, network: str) -> tuple[str, ...]:
    """The tasks of a network, or else those of the nearest broader kind that has any."""
    matcher = subject.signals.matcher(Facet.ARCHITECTURE)
    for kind in (network, *(matcher.ancestors(network) if matcher is not None else ())):
        if tasks := _tasks(subject, Facet.ARCHITECTURE, kind):
            return tasks
    return ()


def _by_dataset(subject: Subject, networks: set[str]) -> Iterator[Sign]:
    fits = _classifies(subject)
    for hit in subject.signals.datasets:
        doubt = min(1.0, hit.confidence / _SURE)
        for task in _tasks(subject, Facet.DATASET, hit.term):
            if task == "image-captioning" and networks & _MATCHES:
                continue  # captions are there to be matched, not to be written
            needs_loss = task.endswith("classification")
            weight = _BY_DATASET if fits or not needs_loss else _BY_DATASET_WITHOUT_LOSS
            weight *= doubt
            yield Sign(task, SignKind.IMPLIED, weight, hit.signs[0].evidence)


def _image_classifier(subject: Subject, architectures: list[Hit]) -> Iterator[Sign]:
    """A network for pictures with a loss of classification and no other purpose in sight."""
    if any(_tasks(subject, Facet.ARCHITECTURE, hit.term) for hit in architectures):
        return
    flat = {hit.term for hit in architectures} & {"cnn-1d", "tcn", "lstm", "gru", "rnn", "seq2seq"}
    others = {
        kind
        for hit in subject.signals.datasets
        for kind in _facts(subject, Facet.DATASET, hit.term, "modality")
    } - {"image"}
    if not flat and not others:
        where = architectures[0].signs[0].evidence
        yield Sign("image-classification", SignKind.IMPLIED, _BY_NETWORK_AND_LOSS, where)


def _plain_regression(subject: Subject) -> Iterator[Sign]:
    """Plain layers that are fitted to made-up numbers by squared differences."""
    data = {hit.term for hit in subject.signals.datasets}
    if data == {"synthetic"} and not _classifies(subject):
        losses = [h.signs[0] for h in subject.signals.code_hits(Facet.LOSS) if h.term == _SQUARES]
        for sign in (*losses, *squares_by_hand(subject)):
            yield Sign("tabular-regression", SignKind.IMPLIED, _BY_NETWORK_AND_LOSS, sign.evidence)
            return


def _tasks(subject: Subject, facet: Facet, term_id: str) -> tuple[str, ...]:
    return _facts(subject, facet, term_id, "task")


def _facts(subject: Subject, facet: Facet, term_id: str, fact: str) -> tuple[str, ...]:
    vocabulary = subject.vocabularies.get(facet)
    term: Term | None = vocabulary[term_id] if vocabulary and term_id in vocabulary else None
    return tuple(value for key, value in term.extra if key == fact) if term else ()


def _additions(subject: Subject, known: frozenset[str]) -> Iterator[Hit]:
    """What is said beside the purpose, where it is not ``known`` yet."""
    found = []
    if "language-modeling" in known and (where := _writes_text(subject)):
        found.append(Sign("text-generation", SignKind.NAME, _ADDED, where))
    decides = any(term.endswith("classification") for term in known) and _classifies(subject)
    networks = {hit.term for hit in subject.signals.architectures}
    decides &= networks == {"linear-model"} and "text-classification" not in known
    for hit in subject.signals.architectures if decides else ():
        if hit.term == "linear-model":
            where = hit.signs[0].evidence
            found.append(Sign("logistic-regression", SignKind.IMPLIED, _ADDED, where))
    for hit in subject.signals.architectures:
        sees = hit.term == _SEES_AND_READS and hit.confidence >= _SURE
        if sees and known & {"text-generation", "preference-optimization"}:
            found.append(
                Sign("multimodal-learning", SignKind.IMPLIED, _ADDED, hit.signs[0].evidence)
            )
    searched = subject.signals.first_call(searches)
    if searched is not None and searched.path == subject.template.path:
        found.append(Sign("hyperparameter-tuning", SignKind.NAME, _ADDED, searched.lines))
    if known.isdisjoint(_LOOKED_AT) and (where := _frozen(subject)):
        found.append(Sign("transfer-learning", SignKind.NAME, _ADDED, where))
    yield from (Hit(sign.term, sign.weight, (sign,)) for sign in found if sign.term not in known)


def searches(qualified: str, call: Call) -> bool:
    """Whether a call tries many settings: a study, a sweep or a search of a tuner."""
    return qualified.startswith(_SEARCHES) or call.callee.endswith(".hyperparameter_search")


def _frozen(subject: Subject) -> Evidence | None:
    """Where a trained network's weights are kept as they are."""
    signals = subject.signals
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


def _writes_text(subject: Subject) -> Evidence | None:
    """Where a language model's own words are drawn, if the program does so."""
    for call in subject.signals.calls:
        if _WRITES.fullmatch(call.call.callee.rpartition(".")[2]):
            return call.lines
    return None


def _classifies(subject: Subject) -> bool:
    """Whether a loss of reached code is one of classification."""
    calls = subject.signals.calls
    if any(call.call.callee.rpartition(".")[2] in _CLASSIFYING_CALLS for call in calls):
        return True
    if any(literal.text in _CLASSIFYING_LITERALS for literal in subject.signals.literals):
        return True
    return any(hit.term in _CLASSIFYING for hit in subject.signals.code_hits(Facet.LOSS))
