"""What is known of a tensor from how the program makes it: a row or a column, and of which numbers.

Follows names through assignments, loops over loaders, ``TensorDataset`` and ``train_test_split`` to
where the values come from. What cannot be followed is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from acumen.domain.facts import Assignment, BlockKind
from acumen.domain.network import Network
from acumen.faults.expressions import CallText, outer_call, subscript
from acumen.faults.heads import is_settled
from acumen.faults.parameters import given_for
from acumen.faults.subject import Subject
from acumen.syntax.arguments import LiteralValue, literal, split_top_level


class Layout(StrEnum):
    """Axes, as far as losses care."""

    ROW = "(n,)"
    COLUMN = "(n, 1)"
    ONE_HOT = "(n, classes)"
    SQUEEZED = "squeezed"  # of unknown axes, those of size one taken out
    UNSQUEEZED = "unsqueezed"  # of unknown axes, with one of size one put in second or last
    UNKNOWN = "unknown"


class Numbers(StrEnum):
    """Element types, as far as losses care."""

    FLOAT = "floating point"
    LONG = "64-bit integers"
    INT = "32-bit integers"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Form:
    """What is known of one tensor; ``how`` is the text that settled its layout."""

    layout: Layout = Layout.UNKNOWN
    numbers: Numbers = Numbers.UNKNOWN
    how: str = ""


NOTHING = Form()
_MAX_HOPS = 12
_SAME = frozenset(
    {"to", "cuda", "cpu", "detach", "clone", "contiguous", "requires_grad_", "requires_grad"}
    | {"pin_memory", "copy", "numpy", "sigmoid", "tanh", "relu", "exp", "log", "sqrt", "abs"}
)
_CASTS = {
    "float": Numbers.FLOAT,
    "double": Numbers.FLOAT,
    "half": Numbers.FLOAT,
    "bfloat16": Numbers.FLOAT,
    "long": Numbers.LONG,
    "int": Numbers.INT,
}
_WRAPPING: Mapping[str, Numbers] = {
    "torch.tensor": Numbers.UNKNOWN,
    "torch.as_tensor": Numbers.UNKNOWN,
    "torch.from_numpy": Numbers.UNKNOWN,
    "torch.autograd.Variable": Numbers.UNKNOWN,
    "torch.Tensor": Numbers.FLOAT,
    "torch.FloatTensor": Numbers.FLOAT,
    "torch.DoubleTensor": Numbers.FLOAT,
    "torch.LongTensor": Numbers.LONG,
    "torch.IntTensor": Numbers.INT,
    "numpy.array": Numbers.UNKNOWN,
    "numpy.asarray": Numbers.UNKNOWN,
}
_UNARY = frozenset(
    f"torch.{name}" for name in ("sigmoid", "tanh", "relu", "exp", "log", "sqrt", "abs", "clone")
)
_FILLED = frozenset({"torch.rand", "torch.randn", "torch.zeros", "torch.ones", "torch.empty"})
_FILLED |= {"numpy.random.rand", "numpy.random.randn"}
_ENDS_AXIS = frozenset({"1", "-1"})
_COLUMN_OF_TABLE = re.compile(
    r"(?:[^\W\d]\w*\[\s*(['\"])[^'\"]+\1\s*\]|[^\W\d]\w*\.iloc\[\s*:\s*,\s*-?\d+\s*\])"
    r"(?:\.values|\.to_numpy\(\)|\.astype\([^()]*\))+$"
)
_SAMPLES = re.compile(r"sklearn\.datasets\.make_(moons|circles|blobs|classification|regression)$")
_LABELLED = re.compile(
    r"torchvision\.datasets\.(?:Fashion|K|Q|E)?(?:MNIST|CIFAR100?|SVHN|STL10|ImageFolder)$"
)
_COUNTED = re.compile(r"len\([^()]*\)$|.*\.size\(0\)$|.*\.shape\[0\]$", re.DOTALL)


def form_of(
    subject: Subject, path: str, text: str, at: int, *, networks: tuple[Network, ...] = ()
) -> Form:
    """What is known of ``text`` at byte offset ``at``; ``networks`` may be what it calls."""
    return _Reading(subject, path, networks).form(text.strip(), at, 0)


class _Reading:
    """One question; it ends after a number of hops."""

    def __init__(self, subject: Subject, path: str, networks: tuple[Network, ...]) -> None:
        self.subject = subject
        self.path = path
        self.networks = networks

    def form(self, text: str, at: int, hops: int) -> Form:
        if not text or hops > _MAX_HOPS:
            return NOTHING
        if text.isidentifier():
            return self._name(text, at, hops)
        if _COLUMN_OF_TABLE.match(text) and "pandas" in self.subject.roots_of(self.path):
            return Form(Layout.ROW, how=text)
        call = outer_call(text)
        if call is not None:
            return self._call(call, text, at, hops)
        if found := subscript(text):
            return self._part(*found, text, at, hops)
        if text.endswith(".data") and text.count("(") == text.count(")"):
            return self.form(text.removesuffix(".data"), at, hops + 1)
        return _of_literal(text)

    # names ------------------------------------------------------------------------------------

    def _name(self, name: str, at: int, hops: int) -> Form:
        constants = self.subject.constants
        found = constants.reaching(self.path, name, at=at)
        if found is not None:
            if found.operator != "=":
                return NOTHING
            if found.value != "...":
                return self.form(found.value.strip(), found.start, hops + 1)
            return self._one_of_several(name, found, hops)
        for loop in reversed(self.subject.loops(self.path, at)):
            targets, _, iterated = loop.header.partition(" in ")
            if loop.kind is not BlockKind.FOR or not re.search(rf"\b{name}\b", targets):
                continue
            between = constants.assigned(self.path, name, at=at)
            if any(loop.start < item.start and item.end <= at for item in between):
                return NOTHING
            return self._of_batch(name, targets, iterated, loop.start, hops)
        if constants.assigned(self.path, name, at=at):
            return NOTHING
        given = given_for(self.subject, self.path, name, at)
        return self.form(given.text, given.at, hops + 1) if given else NOTHING

    def _one_of_several(self, name: str, found: Assignment, hops: int) -> Form:
        """``X, y = make_moons()`` and ``a, b, c, d = train_test_split(X, y)``."""
        whole = next(
            (i for i in self.subject.assignments(self.path, found.start, found.start + 1)), None
        )
        call = outer_call(whole.value) if whole else None
        if whole is None or call is None:
            return NOTHING
        names = split_top_level(whole.target.strip("()[] "))
        place = names.index(name) if name in names else -1
        meaning = self.subject.meaning(self.path, call.callee, whole.start)
        if (made := _SAMPLES.match(meaning)) and len(names) == 2 and place == 1:
            if call.argument("n_targets"):
                return NOTHING
            numbers = Numbers.FLOAT if made[1] == "regression" else Numbers.LONG
            return Form(Layout.ROW, numbers, meaning.rpartition(".")[2])
        if meaning == "sklearn.model_selection.train_test_split" and place >= 0:
            given = call.positional
            if len(given) * 2 == len(names):
                return self.form(given[place // 2], whole.start, hops + 1)
        return NOTHING

    def _of_batch(self, name: str, targets: str, iterated: str, at: int, hops: int) -> Form:
        """A name of ``for i, (x, y) in enumerate(loader)``."""
        names = re.findall(r"[^\W\d]\w*", targets)
        iterated = iterated.strip()
        while call := outer_call(iterated):
            if call.method not in {"enumerate", "tqdm", "trange", "track", "islice"}:
                break
            if call.method == "enumerate" and names:
                names = names[1:]
            iterated = call.positional[0] if call.positional else ""
        if name not in names or len(names) != 2:
            return NOTHING
        return self._of_data(iterated, names.index(name), at, hops + 1)

    def _of_data(self, text: str, place: int, at: int, hops: int) -> Form:
        """Element ``place`` of what a loader or data set gives."""
        if hops > _MAX_HOPS:
            return NOTHING
        if text.isidentifier():
            found = self.subject.constants.reaching(self.path, text, at=at)
            if found is not None and found.operator == "=":
                return self._of_data(found.value.strip(), place, found.start, hops + 1)
            given = given_for(self.subject, self.path, text, at) if found is None else None
            if given is None or self.subject.constants.assigned(self.path, text, at=at):
                return NOTHING
            return self._of_data(given.text, place, given.at, hops + 1)
        call = outer_call(text)
        if call is None:
            return NOTHING
        meaning = self.subject.meaning(self.path, call.callee, at)
        if meaning.startswith("torch.utils.data") and call.method == "DataLoader":
            if call.argument("collate_fn"):
                return NOTHING
            return self._of_data(call.argument("dataset", 0), place, at, hops + 1)
        if meaning.startswith("torch.utils.data") and call.method == "TensorDataset":
            parts = call.positional
            return self.form(parts[place], at, hops + 1) if place < len(parts) else NOTHING
        if _LABELLED.match(meaning) and place == 1 and not call.argument("target_transform"):
            return Form(Layout.ROW, Numbers.LONG, meaning.rpartition(".")[2])
        return NOTHING

    # expressions ------------------------------------------------------------------------------

    def _part(self, base: str, inside: str, text: str, at: int, hops: int) -> Form:
        form = self.form(base, at, hops + 1)
        axes = [part.strip() for part in split_top_level(inside)]
        if axes == [":", "None"] and form.layout is Layout.ROW:
            return Form(Layout.COLUMN, form.numbers, text)
        if axes in ([":", "0"], ["...", "0"]) and form.layout is Layout.COLUMN:
            return Form(Layout.ROW, form.numbers, text)
        if len(axes) == 1 and ":" in axes[0]:
            return form  # a stretch of samples
        return NOTHING

    def _call(self, call: CallText, text: str, at: int, hops: int) -> Form:
        meaning = self.subject.meaning(self.path, call.callee, at)
        first = call.positional[0] if call.positional else ""
        if meaning in _WRAPPING:
            form = self.form(first, at, hops + 1)
            numbers = _of_dtype(call.argument("dtype")) or _WRAPPING[meaning]
            return replace(form, numbers=numbers) if numbers is not Numbers.UNKNOWN else form
        if meaning in _UNARY:
            return self.form(first, at, hops + 1)
        if meaning in _FILLED or meaning == "torch.randint":
            return self._filled(call, meaning, text, at)
        if meaning == "torch.nn.functional.one_hot":
            return Form(Layout.ONE_HOT, Numbers.LONG, text)
        if meaning in {"torch.squeeze", "torch.unsqueeze"} and first:
            axis = call.argument("dim", 1)
            return self._reaxed(call.method, axis, self.form(first, at, hops + 1), text)
        if call.receiver:
            of_method = self._method(call, text, at, hops)
            if of_method is not None:
                return of_method
        if not meaning and call.callee.isidentifier():
            given = given_for(self.subject, self.path, call.callee, at)
            meaning = self.subject.meaning(self.path, given.text, given.at) if given else ""
        return self._of_network(call, meaning, text)

    def _method(self, call: CallText, text: str, at: int, hops: int) -> Form | None:
        """What a tensor's method gives; None for a method that is not one of them."""
        method = call.method
        if method in _CASTS and not call.arguments:
            return replace(self.form(call.receiver, at, hops + 1), numbers=_CASTS[method])
        if method in {"to", "type", "astype"}:
            form = self.form(call.receiver, at, hops + 1)
            wanted = _of_dtype(call.argument("dtype", 0)) or _of_dtype(call.argument("dtype", 1))
            return replace(form, numbers=wanted) if wanted else form
        if method in _SAME:
            return self.form(call.receiver, at, hops + 1)
        if method in {"squeeze", "unsqueeze"}:
            axis = call.argument("dim", 0)
            return self._reaxed(method, axis, self.form(call.receiver, at, hops + 1), text)
        if method in {"view", "reshape", "flatten", "ravel"}:
            numbers = self.form(call.receiver, at, hops + 1).numbers
            sizes = [part.replace(" ", "") for part in call.positional]
            if len(sizes) == 1 and sizes[0][:1] in "([":
                sizes = [part.replace(" ", "") for part in split_top_level(sizes[0][1:-1])]
            if sizes == ["-1"] or (not sizes and method in {"flatten", "ravel"}):
                return Form(Layout.ROW, numbers, text)
            if len(sizes) == 2 and sizes[1] == "1":
                return Form(Layout.COLUMN, numbers, text)
            return Form(Layout.UNKNOWN, numbers)
        if method == "argmax":
            return Form(Layout.UNKNOWN, Numbers.LONG)
        return None

    @staticmethod
    def _reaxed(method: str, axis: str, form: Form, text: str) -> Form:
        axis = axis.replace(" ", "")
        layout = Layout.UNKNOWN
        if method == "squeeze" and (not axis or axis in _ENDS_AXIS):
            layout = Layout.SQUEEZED
            if form.layout in {Layout.COLUMN, Layout.ROW}:
                layout = Layout.ROW
        elif method == "unsqueeze" and axis in _ENDS_AXIS:
            layout = Layout.COLUMN if form.layout is Layout.ROW else Layout.UNSQUEEZED
        return Form(layout, form.numbers, text)

    def _filled(self, call: CallText, meaning: str, text: str, at: int) -> Form:
        sizes = list(call.positional)
        numbers = _of_dtype(call.argument("dtype")) or Numbers.FLOAT
        if meaning == "torch.randint":
            numbers = _of_dtype(call.argument("dtype")) or Numbers.LONG
            sizes = [call.argument("size", 2) or call.argument("size", 1)]
        if len(sizes) == 1 and sizes[0][:1] in "([":
            sizes = split_top_level(sizes[0][1:-1])
        elif meaning == "torch.randint":
            return Form(Layout.UNKNOWN, numbers)
        counts = [self.subject.constants.number(self.path, size, at=at) for size in sizes]
        several = [
            (count is not None and count > 1) or bool(_COUNTED.match(size))
            for count, size in zip(counts, sizes, strict=True)
        ]
        if several == [True]:
            return Form(Layout.ROW, numbers, text)
        if len(sizes) == 2 and counts[1] == 1 and counts[0] != 1:
            return Form(Layout.COLUMN, numbers, text)
        return Form(Layout.UNKNOWN, numbers)

    def _of_network(self, call: CallText, meaning: str, text: str) -> Form:
        named = [n for n in self.networks if n.path == self.path and n.name == call.method]
        if meaning.startswith(".") and not meaning.startswith(".."):
            wanted = meaning[1:].partition(".")[0]
            named = [n for n in self.networks if n.path == self.path and n.name == wanted] or named
        if len(named) != 1 or len(named[0].outputs) != 1 or not is_settled(named[0]):
            return NOTHING
        network = named[0]
        shape = network.layers[network.outputs[0]].output_shape
        if not shape.dims or not _ends_in_calls(self.subject, network):
            return NOTHING
        if shape.dims[-1] == 1 and (len(shape.dims) == 2 or (shape.open and len(shape.dims) == 1)):
            return Form(Layout.COLUMN, Numbers.FLOAT, text)
        if not shape.open and len(shape.dims) == 1:
            return Form(Layout.ROW, Numbers.FLOAT, text)
        return Form(Layout.UNKNOWN, Numbers.FLOAT)


def _ends_in_calls(subject: Subject, network: Network) -> bool:
    """Whether the network returns results of calls as they are: no part of one, and no sum."""
    defined = subject.definition(network.path, f".{network.name}")
    if defined is None:
        return True  # a Sequential: it has no forward of its own
    method = subject.method(network.path, defined[1], "forward")
    if method is None:
        return False
    facts = subject.program.modules[network.path]
    returned = [item for item in facts.returns if method.start <= item.start < method.end]
    for item in returned:
        text, at = item.value.strip(), item.start
        for _ in range(4):
            if not text.isidentifier():
                break
            found = subject.constants.reaching(network.path, text, at=at)
            text, at = (found.value.strip(), found.start) if found else ("", at)
        if outer_call(text) is None:
            return False
    return bool(returned)


def _of_dtype(text: str) -> Numbers | None:
    last = text.strip().rpartition(".")[2].strip("'\"")
    if last in {"float", "float32", "float64", "double", "half", "float16", "bfloat16"}:
        return Numbers.FLOAT
    if last in {"FloatTensor", "DoubleTensor"}:
        return Numbers.FLOAT
    if last in {"long", "int64", "LongTensor"}:
        return Numbers.LONG
    return Numbers.INT if last in {"int32", "IntTensor"} else None


def _of_literal(text: str) -> Form:
    value = literal(text)
    if not value.known or not isinstance(value.value, tuple) or len(value.value) < 2:
        return NOTHING
    items = value.value
    if all(isinstance(item, (int, float)) and not isinstance(item, bool) for item in items):
        return Form(Layout.ROW, _of_numbers(items), text)
    if all(isinstance(item, tuple) and len(item) == 1 for item in items):
        inner = tuple(item[0] for item in items if isinstance(item, tuple))
        return Form(Layout.COLUMN, _of_numbers(inner), text)
    return NOTHING


def _of_numbers(values: tuple[LiteralValue, ...]) -> Numbers:
    if any(isinstance(value, float) for value in values):
        return Numbers.FLOAT
    whole = all(isinstance(value, int) and not isinstance(value, bool) for value in values)
    return Numbers.LONG if whole else Numbers.UNKNOWN
