"""Which networks a program builds, after signs that speak of a network's parts were taken out.

Every transformer holds dense layers, every picture generator convolutions, and a latent diffusion
model an autoencoder and a text encoder that stay as they are. What a program is built around is
the network, not its blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from acumen.attributes.architecture_clues import clues
from acumen.attributes.architecture_company import (
    called_so,
    convolutional_gan,
    in_latent_space,
    is_memory,
    stands_still,
    values_of_an_actor,
)
from acumen.attributes.architecture_habits import habits
from acumen.attributes.configs import pairs
from acumen.attributes.matching import TermMatcher, canonical
from acumen.attributes.signs import SHOWN_FROM, WEIGHTS, Hit, Sign, SignKind, weigh
from acumen.attributes.words import WORDS, is_own_word
from acumen.domain.attribute import Facet
from acumen.domain.evidence import Evidence
from acumen.domain.facts import Call
from acumen.syntax.program import ResolvedCall

if TYPE_CHECKING:
    from acumen.attributes.signals import Signals
    from acumen.domain.vocabulary import Vocabularies

_OWN_NAMES: Final = WORDS | {SignKind.NAME}
_HINTS: Final = WORDS | {SignKind.STRING}
_DENSE_BLOCKS: Final = frozenset({"mlp", "linear-model"})
_CONVOLUTIONS: Final = frozenset({"cnn", "cnn-1d"})
_BLOCKS: Final = _DENSE_BLOCKS | _CONVOLUTIONS
_BESIDE_CONVOLUTIONS: Final = frozenset(  # what is put on top of, or trained with, a convolution
    {
        "rnn", "lstm", "gru", "bidirectional-rnn", "seq2seq", "attention", "siamese", "lora",
        "contrastive-encoder", "bayesian-network", "forward-forward", "spiking-network", "crf",
    }
)  # fmt: skip
_LOOKS_BACK: Final = frozenset(
    {"tacotron", "crnn", "deep-speech", "memory-network", "hypernetwork"}
)
_RECURRENT_KINDS: Final = frozenset({"rnn", "lstm", "gru", "bidirectional-rnn", "seq2seq"})
_OF_GRAPHS: Final = frozenset({"gnn", "gcn", "gat", "gin", "graphsage", "rgcn", "dgcnn"})
_PLAIN_CLASS: Final = re.compile(
    r"[A-Z]\w*(MLP|Mlp)|MLP\w*|Mlp\w*|\w*Linear(Classifier|Probe|Model)\w*"
)
_RECURRENT: Final = ("LSTM", "GRU", "RNN")
_BOTH_WAYS: Final = re.compile(r"\bbidirectional\s*=\s*(?!False\b|0\b)(\S+)")
_SURELY: Final = ("True", "1")
_USUALLY_BOTH_WAYS: Final = re.compile(r"\bbidirectional\s*(?::\s*bool\s*)?=\s*True\b")
_DENSE: Final = frozenset(
    {
        "torch.nn.Linear", "keras.layers.Dense", "flax.linen.Dense", "flax.nnx.Linear",
        "haiku.Linear", "equinox.nn.Linear", "tensorflow.layers.dense", "mxnet.gluon.nn.Dense",
        "paddle.nn.Linear", "jax.example_libraries.stax.Dense",
    }
)  # fmt: skip
_SURELY_CODED: Final = 0.8
_MAIN: Final = 0.65  # confidence from which a network takes its blocks with it
_NAMED_SO: Final = 0.7  # a network that the repository is called by
_IN_PASSING: Final = 0.75  # of a docstring or prose: networks are compared and built upon there
_GIVES_WAY: Final = 0.6  # what words about a collection are worth beside networks in the code


def architecture_hits(signals: Signals, vocabularies: Vocabularies) -> tuple[Hit, ...]:
    """Networks that are sure enough to be shown, surest first."""
    terms = signals.matcher(Facet.ARCHITECTURE)
    if terms is None:
        return ()
    signs = (*signals.signs(Facet.ARCHITECTURE), *_both_ways(signals))
    weighed = weigh(signs)
    coded = frozenset(h.term for h in weighed if h.confidence >= _MAIN and h.kinds - _HINTS)
    called = {h.term for h in weighed if _named_by_collection(h, coded, terms, signals)}
    hits = tuple(_less_if_only_told(hit, signals.entry) for hit in weighed)
    hits = tuple(
        replace(hit, confidence=hit.confidence * _IN_PASSING)
        if hit.kinds <= {SignKind.DOCSTRING, SignKind.PROSE}
        else hit
        for hit in hits
    )
    hits = _weaker_words(hits, terms, dense=any(_dense_calls(signals)))
    hits = tuple(
        replace(hit, confidence=max(hit.confidence, _NAMED_SO)) if hit.term in called else hit
        for hit in hits
    )
    hits = _without_misnomers(hits, terms, signals)
    hits = tuple(hit for hit in hits if hit.confidence >= SHOWN_FROM)
    hits = (*hits, *convolutional_gan(signals, hits, weighed), *clues(signals, hits, terms))
    hits = (*hits, *habits(signals, hits, terms))
    hits = tuple(hit for hit in hits if not values_of_an_actor(hit, hits, terms))
    hits = tuple(hit for hit in hits if not is_memory(hit, hits, terms))
    hits = in_latent_space(signals, hits, terms)
    hits = tuple(hit for hit in hits if not stands_still(hit, hits, signals))
    hits = tuple(hit for hit in hits if not _reads_pictures(hit, hits, terms))
    alone = _made_alone(signals, terms) | called_so(signals, hits)
    hits = tuple(_without_parts(hits, vocabularies, alone)) or tuple(_dense_only(signals))
    return tuple(sorted(hits, key=lambda hit: (-hit.confidence, hit.term)))


def _both_ways(signals: Signals) -> Iterator[Sign]:
    usual = any(
        _USUALLY_BOTH_WAYS.search(definition.header)
        for path in signals.paths
        for definition in signals.reading(path).facts.definitions
        if "bidirectional" in definition.header and signals.reach.holds(path, definition.start)
    )
    for call in signals.calls:
        found = _BOTH_WAYS.search(call.call.arguments)
        if found is None:
            continue
        sure = found[1].startswith(_SURELY)
        if call.qualified.endswith(_RECURRENT):
            weight = 0.95 if sure or usual else 0.8
            yield Sign("bidirectional-rnn", SignKind.SYMBOL, weight, call.lines)
        elif sure:  # a network of the program is told to
            yield Sign("bidirectional-rnn", SignKind.DEFAULT, 0.9, call.lines)
    for path, text in signals.configs:
        for line, key, value in pairs(text):
            if key == "bidirectional" and value == "True":
                weight = WEIGHTS[SignKind.CONFIG]
                yield Sign("bidirectional-rnn", SignKind.CONFIG, weight, Evidence(path, line, line))


def _named_by_collection(
    hit: Hit, coded: frozenset[str], terms: TermMatcher, signals: Signals
) -> bool:
    """Whether the repository is called by ``hit`` and the code shows a network of its kind, or none
    but plain layers: a generator and a discriminator in a repository called CycleGAN.
    """
    if not hit.kinds <= WORDS or hit.term in coded:
        return False
    called = signals.repository.rpartition("/")[2]
    broader = terms.ancestors(hit.term)
    rivals = any(
        not set(broader[:1]).isdisjoint(terms.ancestors(other)[:1])
        and (_has_purpose(other, terms) or not _has_purpose(hit.term, terms))
        for other in coded - _BLOCKS
    )
    built = not coded.isdisjoint(broader) or (coded <= _BLOCKS and _has_purpose(hit.term, terms))
    return hit.term in terms.by_name(called) and built and not rivals


def _has_purpose(term: str, terms: TermMatcher) -> bool:
    """Whether a network is made for one task; others are what such networks are built upon."""
    return any(key == Facet.TASK for key, _ in terms.vocabulary[term].extra)


def _less_if_only_told(hit: Hit, entry: str) -> Hit:
    """Words that are not the program's own, such as a collection's title, are no proof."""
    if hit.kinds - WORDS or any(is_own_word(sign, entry) for sign in hit.signs):
        return hit
    return replace(hit, confidence=hit.confidence * _GIVES_WAY)


def _weaker_words(hits: tuple[Hit, ...], terms: TermMatcher, *, dense: bool) -> tuple[Hit, ...]:
    """Words about a collection and stray literals give way to networks that the code names."""
    coded = {h.term for h in hits if h.confidence >= SHOWN_FROM and h.kinds - _HINTS} - _BLOCKS
    related = coded | {broader for term in coded for broader in terms.ancestors(term)}
    found = []
    for hit in hits:
        distant = all(
            s.kind is SignKind.STRING or (s.kind in WORDS and s.weight < WEIGHTS[s.kind])
            for s in hit.signs
        )
        only_said = dense and hit.term in _CONVOLUTIONS and not hit.kinds - _HINTS
        narrower = SignKind.STRING in hit.kinds and not coded.isdisjoint(terms.ancestors(hit.term))
        if (distant and coded and hit.term not in related and not narrower) or only_said:
            hit = replace(hit, confidence=hit.confidence * _GIVES_WAY)
        found.append(hit)
    return tuple(found)


def _without_misnomers(
    hits: tuple[Hit, ...], terms: TermMatcher, signals: Signals
) -> tuple[Hit, ...]:
    """A ``SimpleDenseNet`` that is written out with dense layers only is no DenseNet."""
    convolves = any(hit.term in _CONVOLUTIONS and hit.kinds - _OWN_NAMES for hit in hits)
    if convolves or not any(_dense_calls(signals)):
        return hits
    own = {where for _, where in signals.names}
    return tuple(
        hit
        for hit in hits
        if not (
            "cnn" in terms.ancestors(hit.term)
            and hit.kinds <= _OWN_NAMES
            and any(sign.evidence in own for sign in hit.signs)
        )
    )


def _reads_pictures(hit: Hit, hits: tuple[Hit, ...], terms: TermMatcher) -> bool:
    """An encoder that is a network for pictures does not read a sequence."""
    if hit.term != "seq2seq" or hit.kinds - WORDS - {SignKind.TOGETHER}:
        return False
    return any(
        "cnn" in terms.ancestors(other.term) and other.confidence >= _SURELY_CODED for other in hits
    )


def _made_alone(signals: Signals, terms: TermMatcher) -> frozenset[str]:
    """Plain networks that the entry itself makes, by a class of that name, outside any class."""
    found: set[str] = set()
    owners = signals.reading(signals.entry).classes
    for call, _ in signals.read_calls(makes_plain):
        if call.path != signals.entry:
            break  # the entry's calls come first
        start = call.call.start
        if not any(o.definition.start <= start < o.definition.end for o in owners):
            found.update(terms.by_name(call.call.callee.rpartition(".")[2]))
    return frozenset(found & _DENSE_BLOCKS)


def makes_plain(_: str, call: Call) -> bool:
    """Whether a class that is named like a plain network is called."""
    return _PLAIN_CLASS.match(call.callee.rpartition(".")[2]) is not None


def _without_parts(
    hits: tuple[Hit, ...], vocabularies: Vocabularies, alone: frozenset[str]
) -> Iterator[Hit]:
    vocabulary = vocabularies[Facet.ARCHITECTURE]
    main = {hit.term for hit in hits if hit.confidence >= _MAIN}
    gone = {value for term in main for key, value in vocabulary[term].extra if key == "part"}
    if main - _DENSE_BLOCKS:
        gone |= _DENSE_BLOCKS - (frozenset() if main & _OF_GRAPHS else alone)
    if main - _BLOCKS - _BESIDE_CONVOLUTIONS:
        gone |= _CONVOLUTIONS - alone
    if main - _BLOCKS - _BESIDE_CONVOLUTIONS - _LOOKS_BACK and not main & _RECURRENT_KINDS:
        gone.add("attention")
    yield from (hit for hit in hits if hit.term not in gone)


def _dense_only(signals: Signals) -> Iterator[Hit]:
    """Plain dense layers and nothing else: one is a linear model, more are a perceptron."""
    calls = tuple(_dense_calls(signals))
    if not calls:
        return
    first = calls[0]
    last = max(first.call.first_line, first.call.last_line)
    where = Evidence(first.path, first.call.first_line, last)
    repeated = signals.loops_over(first)
    term = "mlp" if len(calls) > 1 or repeated else "linear-model"
    weight = 0.8 if len(calls) > 1 else 0.7
    yield Hit(term, weight, (Sign(term, SignKind.SYMBOL, weight, where),))


def _dense_calls(signals: Signals) -> Iterator[ResolvedCall]:
    for call in signals.calls:
        if canonical(call.qualified) in _DENSE:
            yield call
