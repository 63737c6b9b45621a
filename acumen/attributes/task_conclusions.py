"""What data sets, networks and losses imply of a program's purpose, where words leave it open."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from acumen.attributes.signs import SHOWN_FROM, Hit, Sign, SignKind
from acumen.attributes.subject import Subject
from acumen.attributes.words import is_collective
from acumen.attributes.written_losses import written_losses
from acumen.domain.attribute import Facet
from acumen.domain.vocabulary import Term

SURE: Final = 0.7  # of a data set or a network from which anything follows
_TOLD: Final = 0.69  # from here on nothing is concluded from the data set
BY_DATASET_WITHOUT_LOSS: Final = 0.6
_BY_ARCHITECTURE: Final = 0.65
_BY_DATASET: Final = 0.72
_BY_NETWORK_AND_LOSS: Final = 0.7
_PLAIN: Final = frozenset({"mlp", "linear-model"})
_SQUARES: Final = "mean-squared-error"
_IMAGE_NETWORKS: Final = frozenset({"cnn", "vit", "mlp-mixer", "capsnet", "spiking-network"})
_MATCHES: Final = frozenset({"clip", "siamese", "contrastive-encoder", "sentence-bert"})
MAKES_PICTURES: Final = "unconditional-image-generation"
_OF_PICTURES: Final = frozenset(  # networks that take nothing else
    {"cnn", "dcgan", "unet", "ddpm", "pixelcnn", "stylegan", "progan", "biggan", "vq-vae"}
)
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


def concluded(subject: Subject, purposes: list[Hit]) -> Iterator[Sign]:
    """What data, networks and losses imply, where ``purposes`` that are told leave it open."""
    signals = subject.signals
    entry = subject.template.path
    best = max((hit.confidence for hit in purposes), default=0.0)
    own = [h for h in purposes if not all(is_collective(sign, entry) for sign in h.signs)]
    best_own = max((hit.confidence for hit in own), default=0.0)
    architectures = [hit for hit in signals.shown(Facet.ARCHITECTURE) if hit.confidence >= SURE]
    kinds = {hit.term for hit in architectures}
    matcher = signals.matcher(Facet.ARCHITECTURE)
    if matcher is not None:
        kinds |= {parent for kind in tuple(kinds) for parent in matcher.ancestors(kind)}
    by_data: tuple[Sign, ...] = ()
    if not kinds & _GENERATIVE and (best < _TOLD or (best_own < _TOLD and classifies(subject))):
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
            if task == MAKES_PICTURES and not of_pictures(subject, kinds):
                continue  # what is drawn may be sound, molecules or prices
            if task == "node-classification" and losses and losses <= _OF_VALUES:
                task = "node-regression"
            if made_up and task == "language-modeling":
                continue  # sorting numbers is no language
            if not tasks or task in tasks:  # the data set knows better
                yield Sign(task, SignKind.IMPLIED, _BY_ARCHITECTURE, hit.signs[0].evidence)
    sure = {hit.term for hit in own if hit.confidence >= _TOLD}
    yield from _narrower(subject, architectures, sure)
    unknown = not by_data and best < SHOWN_FROM and not kinds & _GENERATIVE
    if unknown and kinds and kinds <= _PLAIN:
        yield from _plain_regression(subject)
    if unknown and kinds & _IMAGE_NETWORKS and classifies(subject):
        yield from _image_classifier(subject, architectures)


def of_pictures(subject: Subject, networks: Collection[str] = ()) -> bool:
    """Whether anything says that what goes in are pictures; the data sets have the first say."""
    kinds = {
        kind
        for hit in subject.signals.datasets
        for kind in facts_of(subject, Facet.DATASET, hit.term, "modality")
    }
    seen = {hit.term for hit in subject.signals.hits(Facet.MODALITY)}
    return "image" in (kinds or seen) or not _OF_PICTURES.isdisjoint(networks)


def _narrower(subject: Subject, architectures: list[Hit], told: set[str]) -> Iterator[Sign]:
    """A kind of what is told already: cutting out streets is semantic segmentation."""
    matcher = subject.signals.matcher(Facet.TASK)
    sources = [(Facet.ARCHITECTURE, hit) for hit in architectures]
    sources += [(Facet.DATASET, hit) for hit in subject.signals.datasets]
    for facet, hit in sources:
        for task in _tasks(subject, facet, hit.term):
            broader = matcher.ancestors(task) if matcher is not None else ()
            if hit.confidence >= SURE and not told.isdisjoint(broader):
                yield Sign(task, SignKind.IMPLIED, _BY_ARCHITECTURE, hit.signs[0].evidence)


def _network_tasks(subject: Subject, network: str) -> tuple[str, ...]:
    """The tasks of a network, or else those of the nearest broader kind that has any."""
    matcher = subject.signals.matcher(Facet.ARCHITECTURE)
    for kind in (network, *(matcher.ancestors(network) if matcher is not None else ())):
        if tasks := _tasks(subject, Facet.ARCHITECTURE, kind):
            return tasks
    return ()


def _by_dataset(subject: Subject, networks: set[str]) -> Iterator[Sign]:
    fits = classifies(subject)
    losses = {hit.term for hit in subject.signals.code_hits(Facet.LOSS)}
    values = not losses.isdisjoint(_OF_VALUES)
    for hit in subject.signals.datasets:
        doubt = min(1.0, hit.confidence / SURE)
        for task in _tasks(subject, Facet.DATASET, hit.term):
            if task == "image-captioning" and networks & _MATCHES:
                continue  # captions are there to be matched, not to be written
            if task == "time-series-forecasting" and fits and not values:
                task = "time-series-classification"
            needs_loss = task.endswith("classification")
            weight = _BY_DATASET if fits or not needs_loss else BY_DATASET_WITHOUT_LOSS
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
        for kind in facts_of(subject, Facet.DATASET, hit.term, "modality")
    } - {"image"}
    if not flat and not others:
        where = architectures[0].signs[0].evidence
        yield Sign("image-classification", SignKind.IMPLIED, _BY_NETWORK_AND_LOSS, where)


def _plain_regression(subject: Subject) -> Iterator[Sign]:
    """Plain layers that are fitted to made-up numbers by squared differences."""
    data = {hit.term for hit in subject.signals.datasets}
    if data == {"synthetic"} and not classifies(subject):
        losses = [h.signs[0] for h in subject.signals.code_hits(Facet.LOSS) if h.term == _SQUARES]
        losses += (sign for sign in written_losses(subject.signals) if sign.term == _SQUARES)
        for sign in losses:
            yield Sign("tabular-regression", SignKind.IMPLIED, _BY_NETWORK_AND_LOSS, sign.evidence)
            return


def _tasks(subject: Subject, facet: Facet, term_id: str) -> tuple[str, ...]:
    return facts_of(subject, facet, term_id, "task")


def facts_of(subject: Subject, facet: Facet, term_id: str, fact: str) -> tuple[str, ...]:
    """What the vocabulary of ``facet`` says of a term under ``fact``: its tasks, its modality."""
    vocabulary = subject.vocabularies.get(facet)
    term: Term | None = vocabulary[term_id] if vocabulary and term_id in vocabulary else None
    return tuple(value for key, value in term.extra if key == fact) if term else ()


def classifies(subject: Subject) -> bool:
    """Whether a loss of reached code is one of classification."""
    calls = subject.signals.calls
    if any(call.call.callee.rpartition(".")[2] in _CLASSIFYING_CALLS for call in calls):
        return True
    if any(literal.text in _CLASSIFYING_LITERALS for literal in subject.signals.literals):
        return True
    return any(hit.term in _CLASSIFYING for hit in subject.signals.code_hits(Facet.LOSS))
