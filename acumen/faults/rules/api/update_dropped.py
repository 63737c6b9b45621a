"""An array of JAX is updated, and the new array is dropped.

Arrays of JAX never change: ``x.at[i].set(v)`` gives another array and leaves ``x`` as it was. A
line that stands alone does nothing, without a word.

Bad:

    import jax.numpy as jnp
    mask = jnp.zeros(8)
    mask.at[3].set(1.0)

Good:

    import jax.numpy as jnp
    mask = jnp.zeros(8)
    mask = mask.at[3].set(1.0)

The last line of a cell is shown by a notebook and left alone. Blind to results that are kept and
never read.

Sources: the documentation of jax.numpy.ndarray.at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.rule import JAX, Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU513",
    name="update-dropped",
    kind=RuleKind.FAULT,
    leaves=("api.usage",),
    frameworks=JAX,
    confidence=Confidence.HIGH,
    fix="Assign the result: x = x.at[i].set(v).",
)

_UPDATES = ("set", "add", "multiply", "mul", "divide", "power", "min", "max", "apply")
_AT = re.compile(r"\.at\[.*\]\.\w+$", re.DOTALL)
_CELL_ENDS = re.compile(rb"\s*(?:# %%|\Z)")


def check(subject: Subject) -> Iterator[Finding]:
    for site in subject.methods(*_UPDATES):
        if _AT.search(site.call.callee):
            yield _judge(subject, site)


def _judge(subject: Subject, site: ResolvedCall) -> Finding:
    alone = subject.is_statement(site)
    shown = f"{site.call.callee[:50]}(...)"
    if alone is None:
        return RULE.unknown("without its text it is not seen what becomes of the result", at(site))
    if not alone:
        return RULE.absent(f"the result of {shown} is used", at(site))
    source = subject.source(site.path)
    if b"# %%" in source and _CELL_ENDS.match(source, site.call.end):
        return RULE.unknown(f"a notebook shows the result of {shown}", at(site))
    return RULE.present(f"{shown} gives a new array, which is dropped", at(site))
