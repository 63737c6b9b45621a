"""Where the tensors of an expression are, and which expressions join tensors of two devices.

A small lattice that flows along names, attributes, calls and results. A tensor that is made without
a device is on the CPU; one that a function is given is where its caller has it, and so are the
weights of a module: *given*. What an operator or a function of torch joins must be in one place, so
the place of one operand says where the result is. What is not followed stays unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from acumen.domain.facts import Assignment, DefinitionKind
from acumen.faults.batches import batch_targets
from acumen.faults.classes import lineage, parameters_of
from acumen.faults.devices import Where, named_device, names_device
from acumen.faults.devices import is_moved as model_is_moved
from acumen.faults.deviceside import handles, is_tensor
from acumen.faults.expressions import CallText, operands, outer_call, own_part, subscript
from acumen.faults.modules import is_module_call, of_module
from acumen.faults.origins import callers_of, defined_by, element_of, iterated_by, may_hold
from acumen.faults.subject import Subject
from acumen.faults.transfers import gives_batches, is_moved
from acumen.syntax.arguments import literal, split_top_level


class Home(StrEnum):
    FREE = "free"  # a number, a size or a tensor without axes: goes with anything
    NEW = "new"  # made on the CPU, with no word about a device
    CPU = "cpu"
    BATCH = "batch"  # on the CPU, as a DataLoader gives it
    GPU = "gpu"
    TOLD = "told"  # brought to a device that the program is told of
    GIVEN = "given"  # where the caller has it, or where the module is
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Found:
    """A place; ``made`` is where the statement begins that made a new tensor, -1 of others."""

    home: Home
    made: int = -1


@dataclass(frozen=True, slots=True)
class Clash:
    """An expression that joins a tensor on the CPU with one that is elsewhere."""

    path: str
    made: int  # byte offset of the statement that makes a new tensor; -1 of a batch
    text: str
    at: int  # byte offset of the statement that joins


_FREE = Found(Home.FREE)
_UNKNOWN = Found(Home.UNKNOWN)
_GIVEN = Found(Home.GIVEN)
_TOLD = Found(Home.TOLD)
_GPU = Found(Home.GPU)
_CPU = Found(Home.CPU)
_BATCH = Found(Home.BATCH)
PLACED = frozenset({Home.GPU, Home.TOLD, Home.GIVEN})
"""Where a tensor is that is made without a device is not, on a machine with a GPU."""
_MOVING = re.compile(r"\.(?:cuda|to|type_as)\(")
_NAMED_MODEL = re.compile(r"(?:^|[._])(?:\w*model|\w*net|network)$", re.IGNORECASE)
_MAX_HOPS = 24
_MOST = 6  # assignments of one name
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*$")
_PART = re.compile(r"(.*[)\]])\.([^\W\d]\w*)$", re.DOTALL)
_NUMBERS = frozenset({"shape", "device", "dtype", "ndim", "is_cuda", "requires_grad", "names"})
_VIEWS = frozenset({"data", "T", "mT", "H", "grad", "real", "imag"})
_COUNTS = frozenset({"size", "dim", "numel", "nelement", "item", "tolist", "stride", "get_device"})
_FILLED = re.compile(r"torch\.(?:zeros|ones|rand|randn|full|eye|empty|arange|randint|linspace)$")
_LIKE = re.compile(r"torch\.(?:zeros|ones|rand|randn|full|empty|randint)_like$")
_FROM_ELSEWHERE = re.compile(r"torch\.(?:from_numpy|tensor|as_tensor|Tensor|(?:Float|Long)Tensor)$")
_FUNCTION = re.compile(r"torch\.(?:nn\.functional\.|linalg\.|fft\.|special\.)?[a-z]\w*$")
_NO_JOIN = re.compile(
    r"torch\.(?:save|load|is_tensor|manual_seed|set_\w+|get_\w+|no_grad|numel|device|compile"
    r"|broadcast_shapes|broadcast_tensors|is_\w+|enable_grad|inference_mode|index_put|seed|Size|promote_types)$"
)
_JOINING = frozenset(  # methods of a tensor that want their argument beside it
    {"scatter", "scatter_", "scatter_add", "scatter_add_", "gather", "index_select", "matmul", "mm"}
    | {"bmm", "add", "add_", "sub", "sub_", "mul", "mul_", "div", "div_", "where", "index_add_"}
    | {"masked_select", "maximum", "minimum", "lerp", "addmm", "eq", "ne", "lt", "gt", "ge", "le"}
    | {"dot", "baddbmm", "expand_as", "masked_fill", "masked_fill_", "take_along_dim", "cross"}
)
_REDUCING = frozenset({"sum", "mean", "max", "min", "prod", "norm", "any", "all", "std", "var"})


class Reading:
    """Questions about one program; what two devices meet in is kept in ``clashes``."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.clashes: dict[Clash, None] = {}
        self._known: dict[tuple[str, str, int], Found] = {}

    def home(self, path: str, text: str, at: int, hops: int = 0) -> Found:
        """Where ``text`` is at byte offset ``at``."""
        if not text or hops > _MAX_HOPS:
            return _UNKNOWN
        key = (path, text, at)
        if key not in self._known:
            self._known[key] = _UNKNOWN  # what leads to itself ends here
            self._known[key] = self._home(path, text, at, hops)
        return self._known[key]

    def read(self, path: str, span: tuple[int, int]) -> None:
        """Go through what a function assigns, returns and calls, for what meets there."""
        covered = []
        for item in self.subject.assignments(path, *span):
            covered.append((item.start, item.end))
            if item.operator == "=":
                self.home(path, item.value.strip(), item.start)
            elif (name := item.target.partition("[")[0].strip()).isidentifier():
                self._assigned(path, name, item, 0)
        for back in self.subject.program.modules[path].returns:
            if span[0] <= back.start < span[1]:
                covered.append((back.start, back.end))
                self.home(path, back.value.strip(), back.start)
        for site in self.subject.calls(path, *span):
            start = site.call.start
            if not any(first <= start < last for first, last in covered):
                covered.append((start, site.call.end))
                for given in self.subject.arguments(site):
                    self.home(path, given.text, start)

    def _home(self, path: str, text: str, at: int, hops: int) -> Found:
        parts = operands(text)
        if not parts:
            return _UNKNOWN
        if len(parts) > 1:
            found = [self.home(path, part, at, hops + 1) for part in parts]
            return self._join(found, path, text, at)
        text = parts[0]
        if literal(text).known and not text.startswith(("(", "[")):
            return _FREE
        if _DOTTED.match(text):
            return self._dotted(path, text, at, hops)
        call = outer_call(text)
        if call is not None:
            return self._call(path, call, text, at, hops)
        if found_part := subscript(text):
            return self._element(path, found_part, at, hops)
        if part := _PART.match(text):
            if part[2] in _NUMBERS:
                return _FREE
            if part[2] in _VIEWS or self._is_output(path, part[1], at):
                return self.home(path, part[1], at, hops + 1)
        return _UNKNOWN

    def _is_output(self, path: str, text: str, at: int) -> bool:
        """Whether ``text`` is what a network gives, the parts of which are where it is."""
        if text.isidentifier():
            item = self.subject.constants.reaching(path, text, at=at)
            if item is None or item.operator != "=":
                return False
            text, at = item.value.strip(), item.start
        call = outer_call(text)
        return call is not None and is_module_call(self.subject, path, call.callee, at)

    def _join(self, found: list[Found], path: str, text: str, at: int) -> Found:
        """Where the result of what joins tensors is: where the one is that is known."""
        new = next((one for one in found if one.home is Home.NEW), None)
        placed = [one for one in found if one.home in PLACED]
        batch = any(one.home is Home.BATCH for one in found)
        if new is not None and placed:
            self.clashes[Clash(path, new.made, " ".join(text.split())[:80], at)] = None
        if batch and any(one.home in {Home.GPU, Home.TOLD} for one in placed):
            self.clashes[Clash(path, -1, " ".join(text.split())[:80], at)] = None
        for home in (Home.GPU, Home.TOLD, Home.GIVEN):
            if any(one.home is home for one in placed):
                return Found(home)
        if new is not None:
            return new
        if batch:
            return _BATCH
        return _FREE if all(one.home is Home.FREE for one in found) else _UNKNOWN

    def _element(self, path: str, part: tuple[str, str], at: int, hops: int) -> Found:
        base = self.home(path, part[0], at, hops + 1)
        if base.home is Home.NEW and not re.search(r":|None|\.\.\.", part[1]):
            return _UNKNOWN  # perhaps a single number
        return base

    # names ------------------------------------------------------------------------------------

    def _dotted(self, path: str, text: str, at: int, hops: int) -> Found:
        root, _, rest = text.rpartition(".")
        if root and rest in _NUMBERS:
            return _FREE
        if root == "self":
            return self._attribute(path, rest, at)
        if root:
            part = rest in _VIEWS or self._is_output(path, root, at)
            return self.home(path, root, at, hops + 1) if part else _UNKNOWN
        loop = element_of(self.subject, path, rest, at)
        if loop is not None:
            iterated = iterated_by(loop)
            if rest in batch_targets(loop) and gives_batches(
                self.subject, path, iterated, loop.start
            ):
                return _BATCH
            found = self.home(path, iterated, loop.start, hops + 1)
            return found if found.home in PLACED else _UNKNOWN
        constants = self.subject.constants
        item = constants.reaching(path, rest, at=at)
        if item is not None:
            return self._assigned(path, rest, item, hops)
        if constants.assigned(path, rest, at=at):
            return self._one_of(path, rest, at, hops)
        return self._parameter(path, rest, at, hops)

    def _one_of(self, path: str, name: str, at: int, hops: int) -> Found:
        """A name that conditions assign: new if it may be, and nothing moves it on another way."""
        held = may_hold(self.subject, path, name, at)[:_MOST]
        if not held:
            return self._parameter(path, name, at, hops)
        found = [
            self._assigned(path, name, item, hops + 1)
            for item in held
            if item.operator == "="  # what is added to it leaves it where it is
        ]
        function = self.subject.function_around(path, at)
        if function is not None and name in parameters_of(function):
            found.append(self._parameter(path, name, at, hops))
        homes = {one.home for one in found}
        if len(found) == 1 and found[0].home is not Home.NEW:
            homes.add(Home.UNKNOWN)  # a condition decides if it is assigned at all
        moved = any(_MOVING.search(item.value) for item in may_hold(self.subject, path, name, at))
        if Home.NEW in homes and not moved and homes.isdisjoint({Home.GPU, Home.CPU}):
            return next(one for one in found if one.home is Home.NEW)
        placed = homes - {Home.FREE}
        if len(placed) == 1 and placed <= PLACED:
            return Found(placed.pop())
        return _GIVEN if Home.GIVEN in placed and placed <= {*PLACED, Home.UNKNOWN} else _UNKNOWN

    def _assigned(self, path: str, name: str, item: Assignment, hops: int) -> Found:
        value, start = item.value.strip(), item.start
        if item.operator != "=":
            before = self.home(path, name, start - 1, hops + 1)
            added = self.home(path, value, start, hops + 1)
            return self._join([before, added], path, f"{name} {item.operator} {value}", start)
        if value == "...":  # one of several targets of one value
            whole = next(iter(self.subject.assignments(path, start, start + 1)), None)
            if whole is not None and (part := own_part(whole, name)):
                return self.home(path, part, start, hops + 1)
            value = whole.value.strip() if whole is not None else ""
            if len(split_top_level(value)) > 1:
                return _UNKNOWN
            found = self.home(path, value, start, hops + 1)
            return found if found.home is not Home.NEW else _UNKNOWN
        return self.home(path, value, start, hops + 1)

    def _attribute(self, path: str, name: str, at: int) -> Found:
        owner = self.subject.class_around(path, at)
        if owner is None or not of_module(self.subject, path, owner):
            return _UNKNOWN
        for where, above in lineage(self.subject, path, owner):
            for site in self.subject.calls(where, above.start, above.end):
                last = site.call.callee.rpartition(".")[2]
                named = self.subject.argument(site, "name", 0).strip("'\"")
                if last in {"register_buffer", "register_parameter"} and named == name:
                    return _GIVEN
            for item in self.subject.assignments(where, above.start, above.end):
                target = item.target.partition(":")[0].strip()
                if target == f"self.{name}" and re.match(r"(?:\w+\.)*Parameter\(", item.value):
                    return _GIVEN
        return _UNKNOWN

    def _parameter(self, path: str, name: str, at: int, hops: int) -> Found:
        function = self.subject.function_around(path, at)
        while function is not None and name not in parameters_of(function):
            function = self.subject.function_around(path, function.start - 1)
        if function is None:
            return _UNKNOWN
        names = parameters_of(function)
        place = names.index(name) - (names[0] in {"self", "cls"})
        given = [
            self.home(site.path, text, site.call.start, hops + 3)
            if not self._is_made_by_another(site.path, text, site.call.start)
            else _CPU
            for site in callers_of(self.subject, path, function)
            if (text := self.subject.argument(site, name, place))
        ]
        for home in (Home.GPU, Home.TOLD):
            if given and all(found.home in {Home.GPU, home} for found in given):
                return Found(home)
        if any(found.home in {Home.NEW, Home.CPU} for found in given):
            return _UNKNOWN
        tensor = is_tensor(self.subject, path, function, name)
        return _GIVEN if tensor and handles(self.subject, path, function) else _UNKNOWN

    def _is_made_by_another(self, path: str, text: str, at: int) -> bool:
        """Whether a function of the program makes a tensor of what is no tensor, and moves it
        only if it is told to.
        """
        item = self.subject.constants.reaching(path, text, at=at) if text.isidentifier() else None
        call = outer_call(item.value.strip()) if item is not None else None
        defined = defined_by(self.subject, path, call.callee, at) if call is not None else None
        if call is None or defined is None or call.argument("device", 1):
            return False
        where, function = defined
        body = self.subject.source(where)[function.start : function.end]
        return b"from_numpy(" in body and "device" in parameters_of(function)

    # calls ------------------------------------------------------------------------------------

    def _call(self, path: str, call: CallText, text: str, at: int, hops: int) -> Found:
        if call.receiver:
            moved = self._moved(path, call, at, hops)
            if moved is not None:
                return moved
        meaning = self.subject.meaning(path, call.callee, at)
        if _LIKE.match(meaning):
            device = call.argument("device")
            return (
                self._told(path, device, at, hops) if device else self._first(path, call, at, hops)
            )
        if _FILLED.match(meaning) or _FROM_ELSEWHERE.match(meaning):
            return self._made(path, call, meaning, at, hops)
        if _FUNCTION.match(meaning) and not _NO_JOIN.match(meaning):
            found = [self.home(path, part, at, hops + 1) for part in _tensors(call)]
            return self._join(found, path, text, at)
        if is_module_call(self.subject, path, call.callee, at):
            found = [self.home(path, part, at, hops + 1) for part in _tensors(call)]
            new = [one for one in found if one.home is not Home.NEW]
            if is_moved(self.subject, path, call.callee, at):
                new.append(_TOLD)
            placed = self._join(new, path, text, at)
            return placed if placed.home in PLACED else _UNKNOWN
        named = call.arguments and _NAMED_MODEL.search(call.callee)
        if named and model_is_moved(self.subject, path, call.callee, at):
            return _GPU
        if call.receiver and not meaning.startswith("."):
            return self._method(path, call, text, at, hops)
        return self._own(path, call, text, at, hops)

    def _moved(self, path: str, call: CallText, at: int, hops: int) -> Found | None:
        """What a method gives that is about a device; None of all others."""
        method = call.method
        if method == "cuda":
            return _GPU
        if method in {"cpu", "numpy"}:
            return _CPU
        if method in _COUNTS:
            return _FREE
        if method == "type_as" or (method == "to" and call.argument("other")):
            return self._first(path, call, at, hops)
        if method.startswith("new_"):
            return self.home(path, call.receiver, at, hops + 1)
        if method == "to":
            given = call.argument("device", 0)
            if names_device(given) or "cpu" in given:
                return self._told(path, given, at, hops)
            if given.startswith("torch.") or not given:
                return self.home(path, call.receiver, at, hops + 1)
            return _UNKNOWN
        return None

    def _told(self, path: str, device: str, at: int, hops: int) -> Found:
        """A tensor that is brought to a device, or made there."""
        device = device.strip()
        if device.isidentifier() and self._may_be_none(path, device, at):
            return _UNKNOWN
        where = named_device(self.subject, path, device, at)
        owner, _, last = device.rpartition(".")
        if last == "device" and owner.isidentifier() and owner not in {"self", "args", "cfg"}:
            other = self.home(path, owner, at, hops + 1)
            if other.home is not Home.UNKNOWN:
                return _GIVEN if other.home in {Home.FREE, Home.GIVEN} else Found(other.home)
            return _GIVEN
        if where is Where.UNKNOWN:
            return _TOLD if re.search(r"(?:^|[._])device$|get_device", device) else _UNKNOWN
        return _GPU if where is Where.GPU else _CPU

    def _may_be_none(self, path: str, name: str, at: int) -> bool:
        """Whether a device is a parameter that need not be given: then nothing is moved."""
        function = self.subject.function_around(path, at)
        header = split_top_level(function.header) if function is not None else []
        own = next((part for part in header if re.match(rf"{name}\b", part)), "")
        return own.rpartition("=")[2].strip() == "None"

    def _made(self, path: str, call: CallText, meaning: str, at: int, hops: int) -> Found:
        if any(item.star for item in call.arguments):
            return _UNKNOWN
        if device := call.argument("device"):
            return self._told(path, device, at, hops)
        first = call.argument("size", 0).strip()
        if _FROM_ELSEWHERE.match(meaning):
            several = isinstance(literal(call.argument("data", 0)).value, tuple)
            return Found(Home.NEW, at) if several and first not in {"[]", "()"} else _UNKNOWN
        single = first in {"1", "()", "[]", "(1,)", "[1]"} and not meaning.endswith("arange")
        if single and len(call.positional) == 1:
            return _FREE
        return Found(Home.NEW, at)

    def _first(self, path: str, call: CallText, at: int, hops: int) -> Found:
        first = call.positional[0] if call.positional else call.argument("input")
        return self.home(path, first, at, hops + 1)

    def _method(self, path: str, call: CallText, text: str, at: int, hops: int) -> Found:
        """A method of a tensor; of anything else nothing is known."""
        base = self.home(path, call.receiver, at, hops + 1)
        if base.home not in {*PLACED, Home.NEW, Home.BATCH}:
            return _UNKNOWN
        if call.method in _JOINING:
            found = [base, *(self.home(path, part, at, hops + 1) for part in _tensors(call))]
            return self._join(found, path, text, at)
        if base.home is Home.NEW and call.method in _REDUCING and not call.arguments:
            return _FREE
        return base

    def _own(self, path: str, call: CallText, text: str, at: int, hops: int) -> Found:
        """What a function of the program returns; what it is given decides where that is."""
        defined = defined_by(self.subject, path, call.callee, at)
        if defined is None or defined[1].kind is DefinitionKind.CLASS:
            return _UNKNOWN
        where, function = defined
        returned = [
            self.home(where, item.value.strip(), item.start, hops + 2)
            for item in self.subject.program.modules[where].returns
            if function.start <= item.start < function.end and item.value.strip() != "None"
        ]
        homes = {found.home for found in returned} - {Home.FREE}
        if len(homes) != 1:
            return _UNKNOWN
        if homes == {Home.GIVEN}:
            given = [self.home(path, part, at, hops + 1) for part in _tensors(call)]
            known = [one for one in given if one.home in PLACED]
            return self._join(known, path, text, at) if known else _UNKNOWN
        return Found(homes.pop(), at if Home.NEW in homes else -1)


def _tensors(call: CallText) -> list[str]:
    """Arguments that may be tensors, those of a list or tuple one by one."""
    found: list[str] = []
    for item in call.arguments:
        if item.star or item.name in {"dim", "dtype", "device", "size", "out", "padding", "mode"}:
            continue
        text = item.text
        whole = text[:1] in "([" and text[-1:] in ")]"
        parts = split_top_level(text[1:-1]) if whole else []
        found += parts if len(parts) > 1 else [text]
    return found


def reading(subject: Subject) -> Reading:
    """The one reading of a program."""
    return subject.once("homes", lambda: (Reading(subject),))[0]
