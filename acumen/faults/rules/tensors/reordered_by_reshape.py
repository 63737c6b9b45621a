"""Axes of an array are put into another order by a reshape.

reshape keeps the numbers in the order in which they lie and only counts them anew. Asked for the
same sizes in another order it mixes rows, columns and channels; transpose is what swaps axes.

Bad:

    import tensorflow as tf
    n, h, w, c = images.shape
    images = tf.reshape(images, (n, c, h, w))

Good:

    import tensorflow as tf
    images = tf.transpose(images, (0, 3, 1, 2))

Speaks where all sizes have names that were taken from the shape of the very array, and of the
image data sets of Keras, whose layout is known. What was padded before may be skewed on purpose
and is left open. Blind to sizes given as other expressions.

Sources: the documentation of tf.reshape, tf.transpose and keras.datasets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.flow import in_condition, unchanged
from acumen.faults.keras import keras_name
from acumen.faults.rule import JAX, KERAS, Rule, at
from acumen.faults.shapenames import sizes_at
from acumen.faults.subject import Subject
from acumen.syntax.arguments import split_top_level
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU220",
    name="reordered-by-reshape",
    kind=RuleKind.FAULT,
    leaves=("tensors.shape.other", "tensors.input.shape.generic"),
    frameworks=(*KERAS, *JAX),
    confidence=Confidence.HIGH,
    fix="Swap axes by transpose.",
)

_FUNCTIONS = frozenset(
    {
        "torch.reshape",
        "tensorflow.reshape",
        "numpy.reshape",
        "jax.numpy.reshape",
        "keras.ops.reshape",
    }
)
_COLOURED = re.compile(r"datasets\.cifar100?\.load_data$")
_LAYOUT_WORDS = frozenset(
    {"image_data_format", "set_image_data_format", "image_dim_ordering", "set_image_dim_ordering"}
)


def check(subject: Subject) -> Iterator[Finding]:
    for site in subject.named("reshape"):
        if "torch" in subject.roots_of(site.path):
            continue  # tensors have a rule of their own
        tensor, sizes = _asked(subject, site)
        if not tensor.isidentifier() or len(sizes) < 2:
            continue
        yield from _judge(subject, site, tensor, sizes)
    yield from _data_sets(subject)


def _asked(subject: Subject, site: ResolvedCall) -> tuple[str, list[str]]:
    """The tensor and the sizes it is to have."""
    given = [a.text for a in subject.arguments(site) if not a.name and not a.star]
    tensor, _, method = site.call.callee.rpartition(".")
    if site.qualified in _FUNCTIONS:
        if len(given) < 2:
            return "", []
        return given[0], _listed(given[1])
    if not tensor or (method == "reshape" and tensor in {"np", "tf", "jnp", "K"}):
        return "", []
    if len(given) == 1:
        return tensor, _listed(given[0])
    return tensor, given


def _listed(text: str) -> list[str]:
    text = text.strip()
    return split_top_level(text[1:-1]) if text[:1] in "[(" and text[-1:] in "])" else []


def _judge(
    subject: Subject, site: ResolvedCall, tensor: str, sizes: list[str]
) -> Iterator[Finding]:
    named = sizes_at(subject, site.path, tensor, site.call.start)
    if named is None or len(named.sizes) < 3 or len(set(named.sizes)) != len(named.sizes):
        return
    order = _order(sizes, named.sizes)
    if order is None:
        return
    shown = f"({', '.join(named.sizes)}) to ({', '.join(sizes)})"
    if order == list(named.sizes):
        yield RULE.absent(f"{tensor}: {shown} keeps the order of the axes", at(site))
    elif _is_skewed(subject, site, tensor, named.item.start):
        yield RULE.unknown(f"{tensor} was padded, and may be skewed on purpose", at(site))
    else:
        place = subject.place(site.path, named.item)
        yield RULE.present(f"{tensor} is reshaped from {shown}", at(site), place)


def _is_skewed(subject: Subject, site: ResolvedCall, tensor: str, start: int) -> bool:
    """Whether rows are shifted against each other, as for relative positions."""
    function = subject.function_around(site.path, site.call.start)
    if function is not None and re.search(r"shift|skew|rel", function.name.rpartition(".")[2]):
        return True
    item = subject.constants.reaching(site.path, tensor, at=start)
    return item is not None and bool(re.search(r"pad|concat|stack", item.value))


def _order(sizes: list[str], names: tuple[str, ...]) -> list[str] | None:
    """The named sizes in the order asked for; None if anything else stands there."""
    order: list[str] = []
    rest = -1
    for size in sizes:
        if size == "-1":
            if rest >= 0:
                return None
            rest = len(order)
            continue
        factors = [factor.strip() for factor in size.strip("()").split("*")]
        if any(factor not in names for factor in factors):
            return None
        order += sorted(factors, key=names.index)  # a product has no order
    missing = [name for name in names if name not in order]
    if len(order) + len(missing) != len(names) or bool(missing) != (rest >= 0):
        return None
    if rest >= 0:
        order[rest:rest] = missing
    return order


def _data_sets(subject: Subject) -> Iterator[Finding]:
    """Images of 32 x 32 x 3 that are reshaped to 3 x 32 x 32."""
    laid_out = subject.has_call(*_LAYOUT_WORDS)
    for path in subject.program.paths:
        for item in subject.program.modules[path].assignments:
            if "load_data" not in item.value or laid_out:
                continue
            callee = item.value.partition("(")[0].strip()
            if _COLOURED.match(keras_name(subject.meaning(path, callee, item.start))):
                images = re.findall(r"\w+", item.target)[::2]
                yield from _reshaped(subject, path, images, item.end)


def _reshaped(subject: Subject, path: str, images: list[str], since: int) -> Iterator[Finding]:
    for site in subject.named("reshape"):
        tensor, sizes = _asked(subject, site)
        start = site.call.start
        if site.path != path or tensor not in images or start < since or len(sizes) != 4:
            continue
        if sizes[1:] == ["3", "32", "32"] and unchanged(subject, path, tensor, since, start):
            if in_condition(subject, path, start):
                yield RULE.unknown("the layout depends on a condition", at(site))
            else:
                yield RULE.present(f"{tensor} has its channels last: 32, 32, 3", at(site))
