"""A session runs another graph than the one that the operations were added to.

Operations go into the graph that is current where they are made. A session of another graph does
not know them, and each run fails with a word about an element that is not of this graph.

Bad:

    import tensorflow.compat.v1 as tf
    graph = tf.Graph()
    with graph.as_default():
        total = tf.constant(1) + tf.constant(2)
    with tf.Session() as session:
        print(session.run(total))

Good:

    import tensorflow.compat.v1 as tf
    graph = tf.Graph()
    with graph.as_default():
        total = tf.constant(1) + tf.constant(2)
    with tf.Session(graph=graph) as session:
        print(session.run(total))

Follows plain names inside one function. Blind to graphs that are kept in objects.

Sources: the documentation of tf.Graph.as_default and tf.compat.v1.Session.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.facts import BlockKind
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.flow import keeper, names_in
from acumen.faults.rule import Rule, at
from acumen.faults.sessions import runs, sessions, tf1_name
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU516",
    name="graph-not-current",
    kind=RuleKind.FAULT,
    leaves=("api.graph_ref",),
    frameworks=("tensorflow",),
    confidence=Confidence.HIGH,
    fix="Add operations inside graph.as_default(), and give the session that graph.",
)

_OPERATIONS = frozenset(
    {"placeholder", "Variable", "get_variable", "constant", "matmul", "layers.dense"}
    | {"reduce_mean", "reduce_sum", "nn.softmax", "global_variables_initializer"}
)


def check(subject: Subject) -> Iterator[Finding]:
    made = list(sessions(subject))
    if not made or not subject.has_call("Graph"):
        return
    graphs = _graphs(subject)
    for site in made:
        yield from _judge(subject, site, graphs)


def _graphs(subject: Subject) -> dict[tuple[str, tuple[int, int], str], ResolvedCall]:
    """Graphs that are kept under a plain name, by path, function and name."""
    found = {}
    for site in subject.named("Graph"):
        item = keeper(subject, site)
        if tf1_name(site.qualified) == "Graph" and item is not None:
            name = item.target.strip()
            if name.isidentifier():
                span = subject.span_around(site.path, site.call.start)
                found[site.path, span, name] = site
    return found


def _judge(
    subject: Subject,
    site: ResolvedCall,
    graphs: dict[tuple[str, tuple[int, int], str], ResolvedCall],
) -> Iterator[Finding]:
    given = subject.argument(site, "graph", 1)
    span = subject.span_around(site.path, site.call.start)
    if given:
        graph = graphs.get((site.path, span, given))
        if graph is None:
            yield RULE.unknown(f"where {given[:40]} is filled is not seen", at(site))
        elif _is_filled(subject, site.path, given):
            yield RULE.absent(f"operations are added to {given}", at(site))
        elif own := _operation(subject, site.path, span):
            message = f"nothing is added to {given}: it is never made current"
            yield RULE.present(message, at(site), at(own))
        return
    if subject.is_open(site) or _as_default(subject, site.path, site.call.start):
        return
    fetched = _fetched_from_a_graph(subject, site, span, graphs)
    if fetched:
        message = f"{fetched} is of another graph than the session's"
        yield RULE.present(message, at(site))


def _is_filled(subject: Subject, path: str, name: str) -> bool:
    """Whether anything is done with the graph that may add operations to it."""
    for site in subject.calls(path):
        last = site.call.callee.rpartition(".")[2]
        if site.call.callee == f"{name}.as_default":
            return True
        if name in names_in(site.call.arguments) and last not in {"Session", "FileWriter"}:
            return True
    facts = subject.program.modules[path]
    return any(name in names_in(r.value) for r in facts.returns)


def _operation(subject: Subject, path: str, span: tuple[int, int]) -> ResolvedCall | None:
    return next(
        (s for s in subject.calls(path, *span) if tf1_name(s.qualified) in _OPERATIONS), None
    )


def _as_default(subject: Subject, path: str, offset: int) -> str:
    """The head of the with statement that makes a graph current at ``offset``."""
    for block in subject.program.blocks_around(path, offset):
        if block.kind is BlockKind.WITH and "as_default" in block.header:
            return block.header
    return ""


def _fetched_from_a_graph(
    subject: Subject,
    site: ResolvedCall,
    span: tuple[int, int],
    graphs: dict[tuple[str, tuple[int, int], str], ResolvedCall],
) -> str:
    """A name that the session runs and that was made while another graph was current."""
    blocks = subject.program.blocks_around(site.path, site.call.start)
    inside = [b for b in blocks if b.kind is BlockKind.WITH and b.start <= site.call.start]
    if not inside:
        return ""
    body = inside[-1]
    for run in runs(subject):
        if run.path != site.path or not body.start < run.call.start < body.end:
            continue
        for name in names_in(subject.argument(run, "fetches", 0)):
            assigned = subject.constants.assigned(site.path, name, at=run.call.start)
            if len(assigned) != 1 or not span[0] <= assigned[0].start < span[1]:
                continue
            current = _as_default(subject, site.path, assigned[0].start)
            owner = current.partition(".as_default")[0].strip()
            if (site.path, span, owner) in graphs:
                return name
    return ""
