"""Networks that are told by habits of those who write them: how a method is called that runs one
half of a pair, what a decoder is fed while it learns, which two losses an agent lowers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from acumen.attributes.matching import TermMatcher
from acumen.attributes.signs import Hit, Sign, SignKind
from acumen.attributes.written_losses import written_losses
from acumen.domain.attribute import Facet
from acumen.domain.evidence import Evidence
from acumen.domain.facts import Call, ModuleFacts

if TYPE_CHECKING:
    from acumen.attributes.signals import Signals

_SAYS: Final = 0.75
_RECURRENT: Final = frozenset({"rnn", "lstm", "gru", "bidirectional-rnn", "attention"})
_PLAIN: Final = frozenset(
    {"mlp", "linear-model", "cnn", "lstm", "gru", "rnn", "attention", "resnet"}
)
_OF_NOISE: Final = frozenset(
    {"unet", "cnn", "mlp", "transformer", "attention", "resnet", "linear-model"}
)
_CODES: Final = frozenset(
    {"autoencoder", "vae", "cnn", "resnet", "mlp", "transformer", "attention"}
)
_ONCE: Final = re.compile(r"(?:\w+\.)*forward_(?:once|one|single|branch)")
_FORCES: Final = re.compile(r"(?i)teacher_?forc")
_ACTS: Final = re.compile(
    r"(?i)(?:\w+\.)*(?:actor|policy|pi|action|a|pg)_?loss\w*|(?:\w+\.)*loss_(?:actor|policy|pi)"
)
_VALUES: Final = re.compile(
    r"(?i)(?:\w+\.)*(?:critic|value|vf|v|c|baseline)_?loss\w*|(?:\w+\.)*loss_(?:critic|value|vf|v)"
)
_SPARSE: Final = re.compile(
    r"(?:\w+\.)*(?:spmm|sparse\.mm|sparse_tensor_dense_matmul|sparse_dense_matmul)"
)
_NEIGHBOURS: Final = re.compile(
    r"(?i)^\s*(?:\w+\.)*(?:adj\w*|a_hat|laplacian|support\w*|\w*_adj|a_norm)\b"
)


def habits(signals: Signals, hits: tuple[Hit, ...], terms: TermMatcher) -> Iterator[Hit]:
    """Networks that follow from habits, beside those that ``hits`` tell of already."""
    kinds = {hit.term for hit in hits}
    kinds |= {broader for kind in tuple(kinds) for broader in terms.ancestors(kind)}
    written = {sign.term: sign.evidence for sign in reversed(tuple(written_losses(signals)))}
    agent = any(_plays(kind, terms) for kind in kinds)
    for term, where in (
        ("siamese", _call(signals, runs_one_half)),
        ("seq2seq", _call(signals, forces) if kinds & _RECURRENT else None),
        ("actor-critic", None if agent else _both_losses(signals)),
        ("q-network", None if agent or not kinds <= _PLAIN else written.get("temporal-difference")),
        ("ddpm", _follows_noise(signals, written) if kinds <= _OF_NOISE else None),
        ("vq-vae", written.get("vector-quantization") if kinds <= _CODES else None),
        ("gcn", _call(signals, sums_neighbours) if kinds <= _PLAIN else None),
    ):
        if where is not None and term in terms.vocabulary and term not in kinds:
            yield Hit(term, _SAYS, (Sign(term, SignKind.TOGETHER, _SAYS, where),))


def _plays(kind: str, terms: TermMatcher) -> bool:
    return any(
        (key, value) == (Facet.TASK, "reinforcement-learning")
        for key, value in terms.vocabulary[kind].extra
    )


def _call(signals: Signals, wanted: Callable[[str, Call], bool]) -> Evidence | None:
    return next((call.lines for call, _ in signals.read_calls(wanted)), None)


def runs_one_half(_: str, call: Call) -> bool:
    """``self.forward_once(left)``: what is done to either half of a pair."""
    return _ONCE.fullmatch(call.callee) is not None


def forces(_: str, call: Call) -> bool:
    """Whether a decoder is fed the truth while it learns."""
    return bool(_FORCES.search(call.arguments) or _FORCES.search(call.callee))


def sums_neighbours(_: str, call: Call) -> bool:
    """``torch.spmm(adj, support)``: what stands beside a node in a graph is added up."""
    return bool(_SPARSE.fullmatch(call.callee) and _NEIGHBOURS.search(call.arguments))


def _both_losses(signals: Signals) -> Evidence | None:
    """A loss of an actor, and one of whoever values what it does."""
    found: dict[str, Evidence] = {}
    for path in signals.paths:
        for start, line, kind in signals.reading(path).read_facts(losses_of_agents):
            if kind not in found and signals.runs(path, start, line):
                found[kind] = Evidence(path, line, line)
    return found["acts"] if len(found) > 1 else None


def losses_of_agents(facts: ModuleFacts) -> tuple[tuple[int, int, str], ...]:
    """(start, line, kind) of assignments to a loss of an actor or of one that values."""
    found = []
    for assigned in facts.assignments:
        if _ACTS.fullmatch(assigned.target):
            found.append((assigned.start, assigned.line, "acts"))
        elif _VALUES.fullmatch(assigned.target):
            found.append((assigned.start, assigned.line, "values"))
    return tuple(found)


def _follows_noise(signals: Signals, written: dict[str, Evidence]) -> Evidence | None:
    """Noise that is guessed, of a schedule whose steps are multiplied up."""
    if _call(signals, multiplies_up) is None:
        return None
    return written.get("noise-prediction")


def multiplies_up(_: str, call: Call) -> bool:
    """``torch.cumprod(alphas, dim=0)``."""
    return call.callee.rpartition(".")[2] == "cumprod"
