"""Which layers one call makes: a single one, or those of a ``Sequential`` that is written out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from acumen.faults.subject import Subject
from acumen.syntax.network.expressions import parsed
from acumen.syntax.program import ResolvedCall

_LAYER = re.compile(
    r"torch\.nn\.(?!functional|init|utils|Module|Parameter)(?:modules\.\w+\.)?[A-Z]\w*$"
    r"|(?:tensorflow\.(?:python\.)?)?(?:tf_)?keras\.layers\.(?:\w+\.)*[A-Z]\w*$"
)
_WRAPS = re.compile(r"torch\.nn\.utils\.(?:parametrizations\.)?\w*(?:spectral|weight)_norm$")
SEQUENCE = re.compile(r"torch\.nn\.(?:modules\.container\.)?Sequential$")


@dataclass(frozen=True, slots=True)
class Step:
    """A layer or function at work: ``torch.nn.Conv2d``, ``torch.nn.functional.relu``, ``.view``.

    ``made`` is the call that makes the layer, or the call of the function itself.
    """

    symbol: str
    made: ResolvedCall


def layers_made(subject: Subject, site: ResolvedCall) -> tuple[Step, ...]:
    """What one call makes: a layer, or those of a sequence; () if it is neither."""
    if _WRAPS.match(site.qualified):
        inner = subject.inside(site)
        return layers_made(subject, inner[0]) if inner else ()
    if SEQUENCE.match(site.qualified):
        return elements(subject, site)
    return (Step(site.qualified, site),) if _LAYER.match(site.qualified) else ()


def elements(subject: Subject, site: ResolvedCall) -> tuple[Step, ...]:
    """The layers of a ``Sequential`` that is written out; one that is not known stands as it is."""
    return subject.once(
        f"elements {site.path} {site.call.start}", lambda: tuple(_listed(subject, site))
    )


def _listed(subject: Subject, site: ResolvedCall) -> Iterator[Step]:
    node = tree_of(subject, site)
    if not isinstance(node, ast.Call):
        return
    given = node.args or [one.value for one in node.keywords if one.arg == "layers"]
    if len(given) == 1 and isinstance(given[0], ast.List):
        given = given[0].elts
    elif node.keywords:
        return
    if len(given) == 1 and isinstance(given[0], ast.Call):
        pairs = given[0].args[:1]
        listed = pairs[0] if pairs and isinstance(pairs[0], ast.List) else None
        if listed is not None and ast.unparse(given[0].func).endswith("OrderedDict"):
            elements = [
                p.elts[1] for p in listed.elts if isinstance(p, ast.Tuple) and len(p.elts) == 2
            ]
            given = elements if len(elements) == len(listed.elts) else []
    inner = iter(subject.inside(site))
    last = site.call.start
    for element in given:
        if not isinstance(element, ast.Call):
            yield Step("", site)
            continue
        wanted = ast.unparse(element.func)
        found = next(
            (
                one
                for one in inner
                if one.call.start > last
                and "".join(one.call.callee.split()) == "".join(wanted.split())
            ),
            None,
        )
        if found is None:
            yield Step("", site)
            return
        last = found.call.end - 1
        yield from layers_made(subject, found) or (Step("", found),)


def tree_of(subject: Subject, site: ResolvedCall) -> ast.expr | None:
    text = subject.source(site.path)[site.call.start : site.call.end]
    return parsed(text.decode("utf-8", "replace"))
