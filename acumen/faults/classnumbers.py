"""Targets of a loss that are cast to floats, and whether they are class numbers."""

from __future__ import annotations

import re

from acumen.faults.losses import LossUse
from acumen.faults.lossnames import Loss
from acumen.faults.subject import Subject

_LABEL = re.compile(r"(?:^|[._])(?:true_)?(?:labels?|targets?|y)$", re.IGNORECASE)
_CAST = re.compile(
    r"([\w.]+)\.(?:float|double)\(\)$|([\w.]+)\.to\((?:dtype=)?torch\.(?:float\w*|double)\)$"
)
_SOFT = r"one_?hot|mix_?up|cut_?mix|smooth(?!_?l1)|soft_?(?:label|target)|multi_?label"
_ENDS_IN_CAST = re.compile(
    r"\.(?:(?:float|double|half)\(\)|(?:to|type)\((?:dtype=)?torch\.(?:float\w*|double|FloatTensor)\))$"
)


def cast_to_float(target: str) -> str:
    """The plain name that a target casts to floats; "" of anything else."""
    cast = _CAST.match(target.strip())
    return (cast[1] or cast[2]) if cast else ""


def is_cast(target: str) -> bool:
    """Whether an expression ends in a cast to floats."""
    return _ENDS_IN_CAST.search(target.strip()) is not None


def may_be_soft(subject: Subject, use: LossUse, target: str) -> bool:
    """Whether anything in the file or the name says that targets are probabilities."""
    whole = subject.source(use.site.path).decode("utf-8", "replace")
    words = rf"{_SOFT}|teacher|distill|soft|prob"
    return bool(re.search(_SOFT, whole, re.IGNORECASE) or re.search(words, target, re.IGNORECASE))


def is_class_number(subject: Subject, use: LossUse, name: str) -> bool:
    """Whether ``name`` holds class numbers: by the loss, or as it is compared with some."""
    if use.loss is Loss.NEGATIVE_LOG:
        return True
    path = use.site.path
    start, end = subject.span_around(path, use.site.call.start)
    whole = subject.source(path).decode("utf-8", "replace")
    soft = rf"{_SOFT}|(?<![\w.]){re.escape(name)}\.(?:argmax|max)\(|argmax\(\s*{re.escape(name)}\b"
    near = subject.source(path)[start:end].decode("utf-8", "replace")
    if _is_counted(near, name):
        return True
    if re.search(soft, whole, re.IGNORECASE):
        return False
    return _is_counted(whole, name) or (bool(_LABEL.search(name)) and "argmax" in near)


def _is_counted(source: str, name: str) -> bool:
    """Whether ``name`` is compared with the best class, or handed to something like accuracy."""
    text = re.escape(name)
    rest = r"(?:\.(?:data|view\([^()]*\)|view_as\(\w+\)|squeeze\(\)|cpu\(\)))*(?![\w.\[])"
    compared = (
        rf"==\s*{text}{rest}|(?<![\w.]){text}{rest}\s*==|\.eq\(\s*{text}{rest}"
        rf"|\.eq\(\s*{text}(?:\.data)?\.view_as\("
    )
    counted = rf"acc\w*\([^()]*(?:\([^()]*\)[^()]*)*,\s*{text}\s*[,)]"
    if re.search(counted, source, re.IGNORECASE):
        return True
    chosen = re.search(r"argmax|\.max\(|torch\.max\(|topk", source)
    return chosen is not None and re.search(compared, source) is not None
