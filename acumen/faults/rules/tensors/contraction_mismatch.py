"""Tensors are multiplied that do not fit each other.

A pattern of einsum or einops that names other axes than the tensors have, or a product of matrices
whose inner sizes differ, fails when the line is reached; in a part that is rarely run, late.

Bad:

    import torch
    out = torch.einsum("bij,bjk->bikl", left, right)

Good:

    import torch
    out = torch.einsum("bij,bjk->bik", left, right)

Speaks where the pattern stands in place, and of tensors made with literal sizes in the same
function. Blind to sizes that come from data.

Sources: the documentation of torch.einsum, einops and torch.matmul.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.rule import JAX, KERAS, Rule, at
from acumen.faults.shapenames import sizes_at
from acumen.faults.subject import Subject
from acumen.syntax.arguments import literal, split_arguments, split_top_level
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU204",
    name="contraction-mismatch",
    kind=RuleKind.FAULT,
    leaves=("tensors.shape.mismatch",),
    frameworks=("torch", *KERAS, *JAX),
    confidence=Confidence.HIGH,
    fix="Name in the pattern the axes that the tensors have; transpose one of two matrices.",
)

_EINSUM = (
    "torch.einsum", "numpy.einsum", "tensorflow.einsum", "tensorflow.linalg.einsum",
    "jax.numpy.einsum", "keras.ops.einsum",
)  # fmt: skip
_EINOPS = ("einops.rearrange", "einops.reduce", "einops.repeat")
_PRODUCTS = ("torch.matmul", "torch.mm", "numpy.matmul", "numpy.dot", "jax.numpy.matmul",
             "jax.numpy.dot", "tensorflow.matmul", "tensorflow.linalg.matmul")  # fmt: skip
_MAKERS = re.compile(
    r"(?:torch\.(?:randn|rand|zeros|ones|empty)|numpy\.(?:zeros|ones|empty|random\.(?:rand|randn))"
    r"|tensorflow\.(?:zeros|ones|random\.(?:normal|uniform)|random_normal|random_uniform)"
    r"|jax\.numpy\.(?:zeros|ones))$"
)
_AXIS = re.compile(r"[^\W\d]\w*")
_PATTERN = re.compile(r"[A-Za-z.]*(?:,[A-Za-z.]*)*(?:->[A-Za-z.]*)?$")


def check(subject: Subject) -> Iterator[Finding]:
    for site in subject.qualified(*_EINSUM):
        yield _einsum(subject, site)
    for site in subject.qualified(*_EINOPS):
        yield from _einops(subject, site)
    for site in subject.qualified(*_PRODUCTS):
        yield from _product(subject, site)


def _einsum(subject: Subject, site: ResolvedCall) -> Finding:
    positional = [a.text for a in subject.arguments(site) if not a.name]
    pattern = literal(positional[0]).value if positional else None
    if not isinstance(pattern, str) or subject.is_open(site):
        return RULE.unknown("the pattern or its operands are computed", at(site))
    plain = pattern.replace(" ", "")
    operands = positional[1:]
    if len(operands) == 1 and operands[0][:1] in "[(":
        operands = split_top_level(operands[0][1:-1])
    if not _PATTERN.match(plain):
        return RULE.unknown(f'"{pattern}" is no pattern that is known', at(site))
    left, arrow, right = plain.partition("->")
    terms = left.split(",")
    if len(terms) != len(operands):
        message = f'"{pattern}" names {len(terms)} operands and is given {len(operands)}'
        return RULE.present(message, at(site))
    unknown = sorted(set(right) - set(left) - {"."})
    if arrow and (unknown or len(set(right) - {"."}) != len(right.replace(".", ""))):
        what = f"{unknown[0]} is of no operand" if unknown else "an axis stands twice in the result"
        return RULE.present(f'"{pattern}": {what}', at(site))
    for term, operand in zip(terms, operands, strict=True):
        named = operand.isidentifier() and "." not in term
        sizes = sizes_at(subject, site.path, operand, site.call.start) if named else None
        if sizes is not None and len(sizes.sizes) != len(term):
            message = f"{operand} has {len(sizes.sizes)} axes and is named {term}"
            return RULE.present(message, at(site), subject.place(site.path, sizes.item))
    return RULE.absent(f'"{pattern}" fits its operands', at(site))


def _einops(subject: Subject, site: ResolvedCall) -> Iterator[Finding]:
    pattern = literal(subject.argument(site, "pattern", 1)).value
    if not isinstance(pattern, str) or pattern.count("->") != 1:
        yield RULE.unknown("the pattern is computed", at(site))
        return
    left, _, right = pattern.partition("->")
    given, wanted = set(_AXIS.findall(left)), set(_AXIS.findall(right))
    what = site.qualified.rpartition(".")[2]
    stated = {a.name for a in subject.arguments(site) if a.name}
    lost = sorted(given - wanted) if what != "reduce" else []
    new = sorted(wanted - given - (stated if what == "repeat" else set()))
    if lost or (new and not (what == "repeat" and subject.is_open(site))):
        axis = (lost or new)[0]
        yield RULE.present(f'{what}: {axis} stands on one side of "{pattern}" only', at(site))
    else:
        yield RULE.absent(f'"{pattern}" names the same axes on both sides', at(site))


def _product(subject: Subject, site: ResolvedCall) -> Iterator[Finding]:
    positional = [a.text for a in subject.arguments(site) if not a.name]
    if len(positional) != 2 or len(subject.arguments(site)) != 2:
        return
    shapes = [_made_with(subject, site, text) for text in positional]
    left, right = shapes
    if left is None or right is None or len(left) < 2 or len(right) < 2:
        return
    if left[-1] != right[-2]:
        yield RULE.present(f"a product of {left} and {right}", at(site))
    else:
        yield RULE.absent(f"a product of {left} and {right}", at(site))


def _made_with(subject: Subject, site: ResolvedCall, text: str) -> tuple[int, ...] | None:
    """The literal shape of a tensor that was made in the same function."""
    value, start = text, site.call.start
    if text.isidentifier():
        item = subject.constants.reaching(site.path, text, at=start)
        if item is None or item.operator != "=":
            return None
        value, start = item.value.strip(), item.start
    callee, _, rest = value.partition("(")
    if not rest.endswith(")") or rest.count("(") + 1 != rest.count(")"):
        return None
    if not _MAKERS.match(subject.meaning(site.path, callee, start)):
        return None
    given = [a.text for a in split_arguments(rest[:-1]) if not a.name]
    sizes = given
    if given and (given[0][:1] in "[(" or not callee.rpartition(".")[2].startswith("rand")):
        sizes = split_top_level(given[0][1:-1]) if given[0][:1] in "[(" else given
    numbers = [subject.constants.number(site.path, size, at=start) for size in sizes]
    return tuple(int(n) for n in numbers if n is not None) if None not in numbers else None
