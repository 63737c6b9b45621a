"""Where the tensors of an expression are, and which expressions join tensors of two devices.

The small lattice of :mod:`acumen.faults.whereabouts` flows along names, attributes, calls and
results. What is not followed stays unknown.
"""

from __future__ import annotations

import re

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
from acumen.faults.tensorcalls import (
    COUNTS,
    FILLED,
    FROM_ELSEWHERE,
    JOINING,
    LIKE,
    NUMBERS,
    REDUCING,
    VIEWS,
    joins,
    tensors_given,
)
from acumen.faults.transfers import gives_batches, is_moved
from acumen.faults.whereabouts import (
    BATCH,
    CPU,
    FREE,
    GIVEN,
    GPU,
    PLACED,
    TOLD,
    UNKNOWN,
    Clash,
    Found,
    Home,
    clashing,
    joined,
)
from acumen.syntax.arguments import literal, split_top_level

_MOVING = re.compile(r"\.(?:cuda|to|type_as)\(")
_NAMED_MODEL = re.compile(r"(?:^|[._])(?:\w*model|\w*net|network)$", re.IGNORECASE)
_MAX_HOPS = 24
_MOST = 6  # assignments of one name
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*$")
_PART = re.compile(r"(.*[)\]])\.([^\W\d]\w*)$", re.DOTALL)


class Reading:
    """Questions about one program; what two devices meet in is kept in ``clashes``."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.clashes: dict[Clash, None] = {}
        self._known: dict[tuple[str, str, int], Found] = {}

    def home(self, path: str, text: str, at: int, hops: int = 0) -> Found:
        """Where ``text`` is at byte offset ``at``."""
        if not text or hops > _MAX_HOPS:
            return UNKNOWN
        key = (path, text, at)
        if key not in self._known:
            self._known[key] = UNKNOWN  # what leads to itself ends here
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
            return UNKNOWN
        if len(parts) > 1:
            found = [self.home(path, part, at, hops + 1) for part in parts]
            return self._join(found, path, text, at)
        text = parts[0]
        if literal(text).known and not text.startswith(("(", "[")):
            return FREE
        if _DOTTED.match(text):
            return self._dotted(path, text, at, hops)
        call = outer_call(text)
        if call is not None:
            return self._call(path, call, text, at, hops)
        if found_part := subscript(text):
            return self._element(path, found_part, at, hops)
        if part := _PART.match(text):
            if part[2] in NUMBERS:
                return FREE
            if part[2] in VIEWS or self._is_output(path, part[1], at):
                return self.home(path, part[1], at, hops + 1)
        return UNKNOWN

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
        """Where the result of what joins tensors is; what clashes in it is kept."""
        for made in clashing(found):
            self.clashes[Clash(path, made, " ".join(text.split())[:80], at)] = None
        return joined(found)

    def _element(self, path: str, part: tuple[str, str], at: int, hops: int) -> Found:
        base = self.home(path, part[0], at, hops + 1)
        if base.home is Home.NEW and not re.search(r":|None|\.\.\.", part[1]):
            return UNKNOWN  # perhaps a single number
        return base

    # names ------------------------------------------------------------------------------------

    def _dotted(self, path: str, text: str, at: int, hops: int) -> Found:
        root, _, rest = text.rpartition(".")
        if root and rest in NUMBERS:
            return FREE
        if root == "self":
            return self._attribute(path, rest, at)
        if root:
            part = rest in VIEWS or self._is_output(path, root, at)
            return self.home(path, root, at, hops + 1) if part else UNKNOWN
        loop = element_of(self.subject, path, rest, at)
        if loop is not None:
            iterated = iterated_by(loop)
            if rest in batch_targets(loop) and gives_batches(
                self.subject, path, iterated, loop.start
            ):
                return BATCH
            found = self.home(path, iterated, loop.start, hops + 1)
            return found if found.home in PLACED else UNKNOWN
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
        return GIVEN if Home.GIVEN in placed and placed <= {*PLACED, Home.UNKNOWN} else UNKNOWN

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
                return UNKNOWN
            found = self.home(path, value, start, hops + 1)
            return found if found.home is not Home.NEW else UNKNOWN
        return self.home(path, value, start, hops + 1)

    def _attribute(self, path: str, name: str, at: int) -> Found:
        owner = self.subject.class_around(path, at)
        if owner is None or not of_module(self.subject, path, owner):
            return UNKNOWN
        for where, above in lineage(self.subject, path, owner):
            for site in self.subject.calls(where, above.start, above.end):
                last = site.call.callee.rpartition(".")[2]
                named = self.subject.argument(site, "name", 0).strip("'\"")
                if last in {"register_buffer", "register_parameter"} and named == name:
                    return GIVEN
            for item in self.subject.assignments(where, above.start, above.end):
                target = item.target.partition(":")[0].strip()
                if target == f"self.{name}" and re.match(r"(?:\w+\.)*Parameter\(", item.value):
                    return GIVEN
        return UNKNOWN

    def _parameter(self, path: str, name: str, at: int, hops: int) -> Found:
        function = self.subject.function_around(path, at)
        while function is not None and name not in parameters_of(function):
            function = self.subject.function_around(path, function.start - 1)
        if function is None:
            return UNKNOWN
        names = parameters_of(function)
        place = names.index(name) - (names[0] in {"self", "cls"})
        given = [
            self.home(site.path, text, site.call.start, hops + 3)
            if not self._is_made_by_another(site.path, text, site.call.start)
            else CPU
            for site in callers_of(self.subject, path, function)
            if (text := self.subject.argument(site, name, place))
        ]
        for home in (Home.GPU, Home.TOLD):
            if given and all(found.home in {Home.GPU, home} for found in given):
                return Found(home)
        if any(found.home in {Home.NEW, Home.CPU} for found in given):
            return UNKNOWN
        tensor = is_tensor(self.subject, path, function, name)
        return GIVEN if tensor and handles(self.subject, path, function) else UNKNOWN

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
        if LIKE.match(meaning):
            device = call.argument("device")
            return (
                self._told(path, device, at, hops) if device else self._first(path, call, at, hops)
            )
        if meaning in FILLED or FROM_ELSEWHERE.match(meaning):
            return self._made(path, call, meaning, at, hops)
        if joins(meaning):
            found = [self.home(path, part, at, hops + 1) for part in tensors_given(call)]
            return self._join(found, path, text, at)
        if is_module_call(self.subject, path, call.callee, at):
            found = [self.home(path, part, at, hops + 1) for part in tensors_given(call)]
            new = [one for one in found if one.home is not Home.NEW]
            if is_moved(self.subject, path, call.callee, at):
                new.append(TOLD)
            placed = self._join(new, path, text, at)
            return placed if placed.home in PLACED else UNKNOWN
        named = call.arguments and _NAMED_MODEL.search(call.callee)
        if named and model_is_moved(self.subject, path, call.callee, at):
            return GPU
        if call.receiver and not meaning.startswith("."):
            return self._method(path, call, text, at, hops)
        return self._own(path, call, text, at, hops)

    def _moved(self, path: str, call: CallText, at: int, hops: int) -> Found | None:
        """What a method gives that is about a device; None of all others."""
        method = call.method
        if method == "cuda":
            return GPU
        if method in {"cpu", "numpy"}:
            return CPU
        if method in COUNTS:
            return FREE
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
            return UNKNOWN
        return None

    def _told(self, path: str, device: str, at: int, hops: int) -> Found:
        """A tensor that is brought to a device, or made there."""
        device = device.strip()
        if device.isidentifier() and self._may_be_none(path, device, at):
            return UNKNOWN
        where = named_device(self.subject, path, device, at)
        owner, _, last = device.rpartition(".")
        if last == "device" and owner.isidentifier() and owner not in {"self", "args", "cfg"}:
            other = self.home(path, owner, at, hops + 1)
            if other.home is not Home.UNKNOWN:
                return GIVEN if other.home in {Home.FREE, Home.GIVEN} else Found(other.home)
            return GIVEN
        if where is Where.UNKNOWN:
            return TOLD if re.search(r"(?:^|[._])device$|get_device", device) else UNKNOWN
        return GPU if where is Where.GPU else CPU

    def _may_be_none(self, path: str, name: str, at: int) -> bool:
        """Whether a device is a parameter that need not be given: then nothing is moved."""
        function = self.subject.function_around(path, at)
        header = split_top_level(function.header) if function is not None else []
        own = next((part for part in header if re.match(rf"{name}\b", part)), "")
        return own.rpartition("=")[2].strip() == "None"

    def _made(self, path: str, call: CallText, meaning: str, at: int, hops: int) -> Found:
        if any(item.star for item in call.arguments):
            return UNKNOWN
        if device := call.argument("device"):
            return self._told(path, device, at, hops)
        first = call.argument("size", 0).strip()
        if FROM_ELSEWHERE.match(meaning):
            several = isinstance(literal(call.argument("data", 0)).value, tuple)
            return Found(Home.NEW, at) if several and first not in {"[]", "()"} else UNKNOWN
        single = first in {"1", "()", "[]", "(1,)", "[1]"} and not meaning.endswith("arange")
        if single and len(call.positional) == 1:
            return FREE
        return Found(Home.NEW, at)

    def _first(self, path: str, call: CallText, at: int, hops: int) -> Found:
        first = call.positional[0] if call.positional else call.argument("input")
        return self.home(path, first, at, hops + 1)

    def _method(self, path: str, call: CallText, text: str, at: int, hops: int) -> Found:
        """A method of a tensor; of anything else nothing is known."""
        base = self.home(path, call.receiver, at, hops + 1)
        if base.home not in {*PLACED, Home.NEW, Home.BATCH}:
            return UNKNOWN
        if call.method in JOINING:
            found = [base, *(self.home(path, part, at, hops + 1) for part in tensors_given(call))]
            return self._join(found, path, text, at)
        if base.home is Home.NEW and call.method in REDUCING and not call.arguments:
            return FREE
        return base

    def _own(self, path: str, call: CallText, text: str, at: int, hops: int) -> Found:
        """What a function of the program returns; what it is given decides where that is."""
        defined = defined_by(self.subject, path, call.callee, at)
        if defined is None or defined[1].kind is DefinitionKind.CLASS:
            return UNKNOWN
        where, function = defined
        returned = [
            self.home(where, item.value.strip(), item.start, hops + 2)
            for item in self.subject.program.modules[where].returns
            if function.start <= item.start < function.end and item.value.strip() != "None"
        ]
        homes = {found.home for found in returned} - {Home.FREE}
        if len(homes) != 1:
            return UNKNOWN
        if homes == {Home.GIVEN}:
            given = [self.home(path, part, at, hops + 1) for part in tensors_given(call)]
            known = [one for one in given if one.home in PLACED]
            return self._join(known, path, text, at) if known else UNKNOWN
        return Found(homes.pop(), at if Home.NEW in homes else -1)


def reading(subject: Subject) -> Reading:
    """The one reading of a program."""
    return subject.once("homes", lambda: (Reading(subject),))[0]
