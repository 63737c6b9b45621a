"""Which loss is computed on which network: ``compile`` in Keras, criteria in PyTorch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from acumen.domain.facts import Definition, DefinitionKind
from acumen.domain.network import Network
from acumen.faults.expressions import outer_call, subscript
from acumen.faults.heads import Head, head_of
from acumen.faults.keras import keras_name
from acumen.faults.lossnames import Loss, NamedLoss, either, keras_loss, torch_loss
from acumen.faults.origins import class_of
from acumen.faults.subject import Subject
from acumen.syntax.arguments import Literal, literal, split_arguments, split_top_level
from acumen.syntax.program import ResolvedCall

_ACTIVATIONS = re.compile(
    r"(?:torch\.(?:nn\.functional\.|special\.)?|tensorflow\.(?:nn|math|keras\.activations)\.|tensorflow\."
    r"|keras\.activations\.|jax\.nn\.|flax\.linen\.)(softmax|log_softmax|sigmoid|relu|tanh|logsigmoid)$"
)
_CRITERION = re.compile(r"loss|crit")
_TRAINING = frozenset(
    {"fit", "fit_generator", "train_on_batch", "evaluate", "evaluate_generator", "test_on_batch"}
)
_METHOD = re.compile(r"\.(softmax|log_softmax|sigmoid)\([^()]*\)$")


@dataclass(frozen=True, slots=True)
class LossUse:
    """One place where a loss is bound to, or computed of, an output."""

    site: ResolvedCall
    named: NamedLoss
    output: str  # activation of the output: "softmax", "linear"; "" if it is not known
    head: Head | None  # of the network, where it was found
    network: Network | None
    framework: str  # "keras" or "torch"
    metrics: tuple[str, ...] = ()

    @property
    def loss(self) -> Loss:
        return self.named.loss

    @property
    def logits(self) -> bool | None:
        return self.named.logits

    @property
    def name(self) -> str:
        """What its library calls the loss."""
        return self.named.name


def loss_uses(subject: Subject) -> tuple[LossUse, ...]:
    """All of them; kept with the subject, since many rules ask."""
    return subject.once("losses", lambda: (*_keras_uses(subject), *_torch_uses(subject)))


def _keras_uses(subject: Subject) -> Iterator[LossUse]:
    for site in subject.methods("compile"):
        roots = subject.roots_of(site.path)
        if roots.isdisjoint({"keras", "tensorflow", "tf_keras", "keras_core"}):
            continue
        if _is_compiled_again(subject, site) or _only_predicts(subject, site):
            continue
        text = subject.argument(site, "loss", 1)
        named = _keras_loss(subject, site, text) if text else None
        if named is None:
            continue
        network = _compiled(subject, site)
        head = head_of(network) if network is not None else None
        yield LossUse(
            site, named, head.activation if head else "", head, network, "keras",
            _metrics(subject, site),
        )  # fmt: skip


def _is_compiled_again(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the next thing that is done with the model on the straight way is to compile it."""
    path, receiver = site.path, site.call.callee.rpartition(".")[0]
    around = subject.program.blocks_around(path, site.call.start)
    end = subject.span_around(path, site.call.start)[1]
    for later in subject.calls(path, site.call.end, end):
        owner, _, method = later.call.callee.rpartition(".")
        if owner == receiver:
            same = subject.program.blocks_around(path, later.call.start) == around
            return method == "compile" and same
    return False


def _only_predicts(subject: Subject, site: ResolvedCall) -> bool:
    """Whether a model is compiled for its predictions alone, as the generator of a GAN is.

    It is asked for predictions where it is compiled, never fitted, and either another model is, or
    it goes nowhere else.
    """
    path, receiver = site.path, site.call.callee.rpartition(".")[0]
    start, end = subject.span_around(path, site.call.start)
    if not receiver.isidentifier():
        return False
    calls = subject.calls(path, start, end)
    asked, trained, elsewhere = False, False, False
    for call in calls:
        owner, _, method = call.call.callee.rpartition(".")
        if owner == receiver:
            asked = asked or method in {"predict", "predict_on_batch", "predict_generator"}
            if method in _TRAINING:
                return False
        elif method in {"fit", "train_on_batch", "fit_generator"}:
            trained = True
        elsewhere = elsewhere or receiver in {a.text for a in subject.arguments(call)}
    returned = any(
        start <= given.start < end and re.search(rf"(?<![\w.]){receiver}(?![\w.])", given.value)
        for given in subject.program.modules[path].returns
    )
    return asked and not returned and (trained or not elsewhere)


def _keras_loss(subject: Subject, site: ResolvedCall, text: str) -> NamedLoss | None:
    value = subject.constants.value(site.path, text, at=site.call.start).value
    if isinstance(value, str):
        return keras_loss(value, logits=False)
    meaning = subject.meaning(site.path, text, site.call.start)
    name = keras_name(meaning).rpartition(".")[2] or meaning.rpartition(".")[2]
    if not (keras_name(meaning) or meaning.startswith("tensorflow.")):
        return None
    named = keras_loss(name, logits=None)
    return replace(named, logits=_from_logits(subject, site, text)) if named is not None else None


def _from_logits(subject: Subject, site: ResolvedCall, text: str) -> bool | None:
    """What the loss object says of raw scores; found through one assignment."""
    if "(" not in text and text.isidentifier():
        assigned = subject.constants.reaching(site.path, text, at=site.call.start)
        text = assigned.value if assigned else ""
        if not text:
            return None
    if "from_logits" not in text:
        return False if "**" not in text else None
    inner = text.partition("(")[2].rpartition(")")[0]
    for argument in split_arguments(inner):
        if argument.name == "from_logits":
            given: Literal = literal(argument.text)
            return given.value if given.known and isinstance(given.value, bool) else None
    return None


def _metrics(subject: Subject, site: ResolvedCall) -> tuple[str, ...]:
    text = subject.argument(site, "metrics", 2).strip()
    parts = split_top_level(text[1:-1]) if text[:1] in "[(" else [text]
    values = [literal(part).value for part in parts if part]
    return tuple(value for value in values if isinstance(value, str))


def _compiled(subject: Subject, site: ResolvedCall) -> Network | None:
    """The network that ``x.compile()`` is about."""
    receiver = site.call.callee.rpartition(".")[0]
    mine = [n for n in subject.networks if n.framework == "keras"]
    function = subject.function_around(site.path, site.call.start)
    near = [
        n
        for n in mine
        if n.path == site.path
        and n.name.rpartition(".")[2] == receiver.rpartition(".")[2]
        and n.evidence.first_line <= site.call.last_line
        and (function is None or n.evidence.first_line >= function.first_line)
    ]
    if near:
        return near[-1] if _still_holds(subject, site, receiver, near[-1]) else None
    return network_named(subject, site.path, receiver, site.call.start, mine)


def _still_holds(subject: Subject, site: ResolvedCall, receiver: str, network: Network) -> bool:
    """Whether the name has not been given another value between the network and the call."""
    start = subject.span_around(site.path, site.call.start)[0]
    return not any(
        item.target == receiver and item.line > network.evidence.last_line
        for item in subject.assignments(site.path, start, site.call.start)
    )


def network_named(
    subject: Subject, path: str, expression: str, at: int, among: list[Network]
) -> Network | None:
    """The network of a class or function whose result ``expression`` is."""
    meaning = subject.meaning(path, expression, at)
    defined = subject.definition(path, meaning)
    if defined is None:
        return None
    where, definition = defined
    if definition.kind is DefinitionKind.FUNCTION and _is_told_more(
        subject, path, expression, at, definition
    ):
        return None  # what the function makes when it is told nothing
    inside = [
        n
        for n in among
        if n.path == where
        and definition.first_line <= n.evidence.first_line
        and n.evidence.last_line <= definition.last_line
    ]
    return inside[0] if len(inside) == 1 else None


def _is_told_more(
    subject: Subject, path: str, expression: str, at: int, function: Definition
) -> bool:
    """Whether the call of ``function`` gives parameters that have a default."""
    item = (
        subject.constants.reaching(path, expression, at=at) if expression.isidentifier() else None
    )
    call = outer_call(item.value.strip() if item is not None else expression)
    if call is None:
        return "=" in function.header
    taken = split_arguments(function.header)
    optional = {part.name.partition(":")[0].strip() for part in taken if part.name}
    first = next((place for place, part in enumerate(taken) if part.name), len(taken))
    return any(
        given.star or given.name in optional or (not given.name and place >= first)
        for place, given in enumerate(call.arguments)
    )


def _torch_uses(subject: Subject) -> Iterator[LossUse]:
    made = _criteria(subject)
    networks = [n for n in subject.networks if n.framework == "pytorch"]
    for site in subject.program.calls():
        if site.qualified:
            kind = _used(site.qualified)
        else:
            kind = made.get(site.call.callee.rpartition(".")[2])
        if kind is None:
            continue
        output = subject.argument(site, "input", 0)
        if not output:
            continue
        activation, network = _output(subject, site, output, networks)
        head = head_of(network) if network is not None else None
        yield LossUse(site, kind, activation, head, network, "torch")


@lru_cache(maxsize=65536)
def _used(qualified: str) -> NamedLoss | None:
    """The loss that a call of this name takes; None where a criterion is made, not used."""
    kind = torch_loss(qualified)
    if kind is not None and qualified.rpartition(".")[2][:1].isupper():
        return None
    if kind is None and qualified.endswith(".__call__"):
        kind = torch_loss(qualified.removesuffix(".__call__"))
    return kind


def _criteria(subject: Subject) -> dict[str, NamedLoss]:
    """Criteria by the name they are kept under, where a name has one meaning in the program."""
    found: dict[str, NamedLoss | None] = {}
    for path in subject.program.paths:
        for item in subject.assignments(path):
            name = item.target.rpartition(".")[2]
            meaning = subject.meaning(path, item.value, item.start) if "Loss(" in item.value else ""
            kind = torch_loss(meaning)
            if kind is None and (name in found or not _CRITERION.search(name)):
                if name in found and "(" in item.value and meaning:
                    found[name] = None
                continue
            if kind is not None:
                known = found.get(name, kind)
                found[name] = either(known, kind) if known == kind else None
    return {name: kind for name, kind in found.items() if kind is not None}


def _output(
    subject: Subject, site: ResolvedCall, text: str, networks: list[Network]
) -> tuple[str, Network | None]:
    """Activation of what is given to a criterion, and the network it comes from."""
    path, start = site.path, site.call.start
    for _ in range(4):
        text = _without_choice(text)
        if found := _METHOD.search(text):
            return found[1], None
        callee = text.partition("(")[0].strip()
        if "(" in text and text.rstrip().endswith(")") and _closes_last(text):
            named = _ACTIVATIONS.search(subject.meaning(path, callee, start))
            if named:
                return named[1], None
            network = _called_network(subject, path, callee, start, networks)
            head = head_of(network) if network is not None else None
            return (head.activation if head else ""), network
        if not text.isidentifier():
            return "", None
        assigned = subject.constants.reaching(path, text, at=start)
        if assigned is None or assigned.operator != "=":
            return "", None
        text, start = assigned.value.strip(), assigned.start
    return "", None


def _without_choice(text: str) -> str:
    """``out`` of ``out[mask]``: some of the rows have the activation of all of them."""
    found = subscript(text)
    if found is None or "," in found[1] or ":" in found[1] or literal(found[1]).known:
        return text
    return found[0]


def _closes_last(text: str) -> bool:
    """Whether the first bracket is closed by the last one: one call and nothing after it."""
    depth = 0
    for place, character in enumerate(text):
        depth += character in "([{"
        depth -= character in ")]}"
        if depth == 0 and character in ")]}":
            return place == len(text.rstrip()) - 1
    return False


_RUN = re.compile(r"^[^.]*(?:\.(?:__call__|forward|module))*$")  # of an object as a whole


def _called_network(
    subject: Subject, path: str, callee: str, at: int, networks: list[Network]
) -> Network | None:
    """The network behind ``model(x)``, or behind ``self(x)`` inside its class."""
    if callee == "self":
        owner = subject.class_around(path, at)
        own = [n for n in networks if owner is not None and (n.path, n.name) == (path, owner.name)]
        return own[0] if len(own) == 1 else None
    meaning = subject.meaning(path, callee, at)
    if meaning.startswith("."):
        name = meaning.lstrip(".").partition(".")[0] if not meaning.startswith("..") else meaning
        if name != meaning and not _RUN.search(meaning.lstrip(".")):
            name = meaning  # a part of it, or a method that gives something else
        mine = [n for n in networks if n.name in (name, meaning.rpartition(".")[2])]
        mine = [n for n in mine if meaning.startswith("..") or n.path == path]
        return mine[0] if len(mine) == 1 else None
    named = [n for n in networks if n.name == callee.rpartition(".")[2]]
    if len(named) == 1:
        return named[0]
    if (made := _of_its_class(subject, path, callee, at, networks)) is not None:
        return made
    if meaning or len(networks) != 1:
        return None
    return networks[0] if re.search(r"model|net", callee, re.IGNORECASE) else None


def _of_its_class(
    subject: Subject, path: str, callee: str, at: int, networks: list[Network]
) -> Network | None:
    """The network of the one class of the program of which ``callee`` is an object."""
    classes = set(class_of(subject, path, callee.removesuffix(".forward"), at) or ())
    if len(classes) != 1:
        return None
    where, owner = classes.pop()
    own = [n for n in networks if (n.path, n.name) == (where, owner.name)]
    return own[0] if len(own) == 1 else None
