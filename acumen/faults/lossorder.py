"""Whether output and target of a loss have changed places, and how sure that is."""

from __future__ import annotations

import re

from acumen.faults.expressions import outer_call
from acumen.faults.losses import LossUse
from acumen.faults.lossnames import Loss
from acumen.faults.sources import Source, sources
from acumen.faults.subject import Subject

_ORDERED = frozenset({Loss.NEGATIVE_LOG, Loss.DIVERGENCE, Loss.SPARSE, Loss.BINARY})
_TARGET = re.compile(
    r"(?:y|y_true|(?:\w+_)?(?:targets?|labels?|tgts?|tags?|truth|gt|gold|true_\w+)(?:_?batch|_[a-z]|_train|_val|_test)?|y_?batch)$",
    re.IGNORECASE,
)
_CAST = re.compile(
    r"\.(?:float|long|double|int|squeeze|to|type|view|unsqueeze|reshape|flatten|contiguous)"
    r"\((?:[^()]|\([^()]*\))*\)$"
)
_SCALED = re.compile(r"(?:\w+_)?(?:logits?|scores?|outputs?)(?:_\w+)?\s*/\s*[\w.]+$", re.IGNORECASE)
_ACTIVATED = re.compile(r"(?:\w+\.)*log_softmax\(")
_MOST_CASTS = 4
_OUTPUT = re.compile(
    r"(?:y_?(?:hat|pred)|(?:\w+_)?(?:out|outputs?|logits?|preds?|predictions?|scores?))$",
    re.IGNORECASE,
)
_NETWORK = re.compile(r"(?:\w*model|\w*net|classifier|discriminator|self)$", re.IGNORECASE)
_LIKE = re.compile(r"torch\.(?:zeros|ones|full)_like$")
_FILLED = re.compile(r"torch\.(?:zeros|ones|full|arange|randint|LongTensor)$")
_LONG = re.compile(r"torch\.(?:long|int64)|\.long\(\)|LongTensor")
_WORDS = frozenset({"target", "label", "gt", "truth", "gold", "tgt", "groundtruth", "annotation"})
_OUTPUT_WORDS = frozenset(
    {"pred", "out", "output", "logit", "hat", "score", "prob", "pre", "predicted", "prediction"}
    | {"net", "model", "estimate", "recon", "fake", "soft", "feature", "emb", "embedding", "dist"}
)


def swapped(subject: Subject, use: LossUse) -> str:
    """Why a loss of PyTorch surely has its target first; "" where that is not sure."""
    pair = _pair(subject, use)
    if pair is None:
        return ""
    if _called_so(use, *pair):
        return "the first argument is called like a target, the second like an output"
    if _is_constant(subject, use, *pair):
        return "the first argument is made of constants, which are no output"
    if _comes_second(subject, use, *pair):
        return "the first argument is data, the second is what a network gives"
    return ""


def seems_swapped(subject: Subject, use: LossUse) -> str:
    """What makes one think that the target stands first, where nothing proves it."""
    pair = _pair(subject, use)
    if pair is None or use.loss is Loss.DIVERGENCE:
        return ""
    first, second = (_plain(text) for text in pair)
    if _speaks_of_target(first) and not _words(second) & _WORDS:
        return f"{first[:30]} stands first and is called like a target"
    return ""


def _pair(subject: Subject, use: LossUse) -> tuple[str, str] | None:
    """The first two arguments as they are written, without names."""
    if use.framework != "torch" or use.loss not in _ORDERED:
        return None
    given = subject.arguments(use.site)
    if len(given) < 2 or any(argument.name or argument.star for argument in given[:2]):
        return None
    return given[0].text, given[1].text


def _called_so(use: LossUse, one: str, two: str) -> bool:
    first, second = _plain(one), _plain(two)
    if not _TARGET.match(first.partition("[")[0].rpartition(".")[2]):
        return False
    if _OUTPUT.match(second.partition("[")[0]) or _SCALED.match(second):
        return True
    if use.loss in {Loss.NEGATIVE_LOG, Loss.SPARSE} and _ACTIVATED.match(second):
        return True
    callee = second.partition("(")[0].rpartition(".")[2]
    return "(" in second and _NETWORK.match(callee) is not None


def _comes_second(subject: Subject, use: LossUse, one: str, two: str) -> bool:
    """Whether only the second argument was computed by a network, whatever both are called."""
    path, start = use.site.path, use.site.call.start
    second = sources(subject, path, two, start)
    if Source.NETWORK not in second or Source.DATA in second:
        return False
    first = sources(subject, path, one, start)
    return bool(first) and first.isdisjoint({Source.NETWORK, Source.UNKNOWN})


def _is_constant(subject: Subject, use: LossUse, one: str, two: str) -> bool:
    """Whether the first is filled with one number, or with class numbers, and the second is not."""
    return _filled(subject, use, one) and not _filled(subject, use, two)


def _filled(subject: Subject, use: LossUse, text: str) -> bool:
    path, start = use.site.path, use.site.call.start
    text = text.strip()
    if text.isidentifier():
        item = subject.constants.reaching(path, text, at=start)
        if item is None or item.operator != "=" or "requires_grad" in item.value:
            return False
        text, start = item.value.strip(), item.start
    if "requires_grad" in text or "Parameter(" in text:
        return False
    call = outer_call(_plain(text)) or outer_call(text)
    if call is None:
        return False
    meaning = subject.meaning(path, call.callee, start)
    if _LIKE.match(meaning):
        return True
    return bool(_FILLED.match(meaning) and _LONG.search(text))


def _speaks_of_target(text: str) -> bool:
    words = _words(text)
    return bool(words & _WORDS) and not words & _OUTPUT_WORDS and "(" not in text


def _words(text: str) -> set[str]:
    """Words of the name that an expression begins with, without their plural."""
    name = re.split(r"[\[(]", text.strip(), maxsplit=1)[0].rpartition(".")[2]
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)
    return {part.lower().removesuffix("s") if len(part) > 2 else part.lower() for part in parts}


def _plain(text: str) -> str:
    """An expression without the changes of form or type at its end."""
    for _ in range(_MOST_CASTS):
        text, before = _CAST.sub("", text), text
        if text == before:
            break
    return text
