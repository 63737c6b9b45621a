"""Which names of a program may stand for one object, and which of these are brought to a device.

Names are joined by assignments, by what functions are given and return, by wrappers, lists and
loops, with no regard to order or conditions. Attributes of one name are one, whoever has them. So
more is joined than is the same: "nothing of this brings it anywhere" holds, the contrary may not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import Assignment, BlockKind, Definition, DefinitionKind
from acumen.faults.classes import attributes, functions_named, lineage, parameters_of
from acumen.faults.expressions import outer_call, subscript
from acumen.faults.flow import keeper, names_in
from acumen.faults.modules import MADE, of_module
from acumen.faults.namegroups import Group, Groups, Maker
from acumen.faults.origins import SAME, iterated_by
from acumen.faults.placing import places_itself
from acumen.faults.spokennames import DOTTED, EVERYWHERE, KEYED, Node, SpokenNames, bare
from acumen.faults.subject import Subject
from acumen.syntax.arguments import split_top_level
from acumen.syntax.modules import Module
from acumen.syntax.program import ResolvedCall

_MAX_HOPS = 12
_MOST_METHODS = 4
MOVE = re.compile(r"\.(?:cuda|xpu|mps)\(|\.(?:to|type)\((?!\s*(?:torch\.(?!device|cuda)|['\"]cpu))")
_MOVERS = re.compile(
    r"(?:^|[._])(?:to|move|send|put)?_?\w*(?:device|cuda|gpus?)\w*$|(?:^|[._])(?:prepare\w*|initialize"
    r"|setup\w*|wrap\w*|parallelize\w*|distribute\w*|move_\w+|shard\w*)$",
    re.IGNORECASE,
)
_LOOPED = re.compile(r"(?:enumerate|zip|tqdm(?:\.tqdm)?|list|reversed|sorted|tuple)\(")
_ABOUT_DEVICES = re.compile(r"dev|cuda|gpu|rank", re.IGNORECASE)
_WRAPPERS = re.compile(
    r"(?:^|[._])\w*(?:Parallel\w*|DDP|FSDP|EMA|compile|script|SyncBatchNorm|convert_sync_batchnorm)$"
)
_BY_NAME = re.compile(r"\bmodels\.__dict__\[|getattr\((?:torchvision\.)?models,")


class Kin:
    """The names of one program."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self._groups = Groups()
        self._spoken = SpokenNames(subject)
        self._is_read = False

    def _ready(self) -> None:
        """Join the names when somebody first asks what else one of them may be."""
        if self._is_read:
            return
        self._is_read = True
        own = frozenset(
            definition.name.rpartition(".")[2]
            for path in self.subject.program.paths
            for definition in self.subject.program.module(path).facts.definitions
        )
        for path in self.subject.program.paths:
            self._read(path, own)
        self._read_moves()
        self._move_members()

    def group(self, path: str, text: str, at: int) -> Group | None:
        """The group of what is written as ``text``; None of what is no name."""
        self._ready()
        node = self.node(path, text, at)
        return None if node is None else self._groups.known(node)

    def node(self, path: str, text: str, at: int) -> Node | None:
        """The name ``text`` at byte offset ``at``; attributes are known by their last part."""
        return self._spoken.node(path, text, at)

    def moved_by_name(self) -> frozenset[Node]:
        """Names that something brings to a device under this very name, or may."""
        return frozenset(self._moves())

    def same(self, one: Node, other: Node) -> bool:
        self._ready()
        return self._groups.same(one, other)

    def names(self, node: Node) -> frozenset[str]:
        """All names of the group of ``node``."""
        self._ready()
        return self._groups.names(node)

    def networks(self) -> tuple[Group, ...]:
        """Groups that hold a network that the program makes."""
        self._ready()
        return tuple(group for group in self._groups.all() if group.makers)

    # reading ----------------------------------------------------------------------------------

    def _read(self, path: str, own: frozenset[str]) -> None:
        """Join what one module says; ``own`` are the last names of what the program defines."""
        facts = self.subject.program.module(path).facts
        for item in facts.assignments:
            if item.value != "..." and item.operator == "=":
                self._assigned(path, item)
        for block in facts.blocks:
            if block.kind is BlockKind.FOR:
                self._looped(path, block.header, iterated_by(block), block.start)
        for back in facts.returns:
            function = self.subject.function_around(path, back.start)
            if function is not None and back.value.strip() not in {"", "None"}:
                values = _parts(back.value)
                for place, value in enumerate(values):
                    at_place = place if len(values) > 1 else -1
                    self._holds(_returned(path, function, at_place), path, value, back.start, 0)
        for site in self.subject.calls(path):
            if site.call.arguments and site.call.callee.rpartition(".")[2] in own:
                self._called(site)

    def _assigned(self, path: str, item: Assignment) -> None:
        targets = _parts(item.target.partition(":")[0].strip("()[] "))
        values = _parts(item.value)
        nodes = [self.node(path, target, item.start) for target in targets]
        if len(nodes) == len(values):
            for node, value in zip(nodes, values, strict=True):
                self._holds(node, path, value, item.start, 0)
            return
        for place, node in enumerate(nodes):
            self._holds(node, path, item.value, item.start, 0, place=place)

    def _looped(self, path: str, header: str, iterated: str, at: int) -> None:
        targets = re.findall(r"[^\W\d]\w*", header.partition(" in ")[0])
        while found := _LOOPED.match(iterated):
            iterated = iterated[found.end() :].removesuffix(")")
        for part in re.split(r"[,\s]+", iterated.strip("[]() ")):
            one = re.sub(r"\.(?:values|items)\(\)?$", "", part)
            for target in targets:
                self._groups.join(self.node(path, target, at), self.node(path, one, at))

    def _holds(
        self, node: Node | None, path: str, text: str, at: int, hops: int, *, place: int = -1
    ) -> None:
        """What the name ``node`` is when it is given ``text``."""
        text = text.strip()
        if node is None or hops > _MAX_HOPS or not text:
            return
        if MOVE.search(text):
            self._groups.of(node).moved = True
        if DOTTED.match(bare(text)):
            self._groups.join(node, self.node(path, text, at))
        elif (call := outer_call(text)) is not None:
            if call.receiver and call.method in SAME:
                self._holds(node, path, call.receiver, at, hops + 1, place=place)
            else:
                self._result(node, (path, text, at), hops, place)
        elif text[0] == "{":
            for part in _parts(text.strip("{} ")):
                key, _, value = part.partition(":")
                entry = self.node(path, f"x[{key.strip()}]", at)
                self._holds(entry, path, value, at, hops + 1)
        elif text[0] in "[(":
            for part in _parts(text[1:].rstrip(")] ")):
                self._holds(node, path, part, at, hops + 1)
        elif " if " in text and " else " in text:
            value, _, rest = text.partition(" if ")
            if " is None" in rest or " is not None" in rest:
                self._groups.of(node).moved = True  # it may be the caller's, who cares for it
            for one in (value, rest.rpartition(" else ")[2]):
                self._holds(node, path, one, at, hops + 1)
        elif (found := subscript(text)) and DOTTED.match(found[0]):
            whole = found[0] if not KEYED.search(text) else text
            self._groups.join(node, self.node(path, whole, at))
        elif _BY_NAME.search(text):
            self._groups.of(node).makers.add(Maker(path, at, told=False))

    def _result(self, node: Node, held: tuple[str, str, int], hops: int, place: int) -> None:
        """What a call gives: a network, what it wraps, or what the function returns."""
        path, text, at = held
        call = outer_call(text)
        if call is None:
            return
        group, callee, given = self._groups.of(node), call.callee, call.positional
        meaning = self.subject.meaning(path, callee, at)
        made = MADE.match(meaning) and not _WRAPPERS.search(callee)
        if made or _BY_NAME.search(callee) or self._is_table(path, callee, at):
            group.makers.add(Maker(path, at, bool(_ABOUT_DEVICES.search(text))))
            return
        defined = self._defined(path, callee, meaning)
        if defined is not None and defined[1].kind is DefinitionKind.CLASS:
            self._groups.is_made_of(node, defined[0], defined[1].start)
            if _is_network(self.subject, *defined):
                told = _ABOUT_DEVICES.search(text[text.find("(") :]) is not None
                group.makers.add(Maker(path, at, told and places_itself(self.subject, *defined)))
        elif defined is not None:
            self._groups.join(node, _returned(*defined, place))
            self._groups.join(node, _returned(*defined, -1))
        elif _WRAPPERS.search(callee) or _MOVERS.search(callee):
            if _MOVERS.search(callee) and not _WRAPPERS.search(callee):
                group.moved = True
            for part in given:
                self._holds(node, path, part, at, hops + 1)
        elif call.method != "forward" and self._few(call.method):
            for where, start in self._few(call.method):
                function = self.subject.function_around(where, start)
                if function is not None:
                    self._groups.join(node, _returned(where, function, place))
                    self._groups.join(node, _returned(where, function, -1))
        elif any(self._is_same(node, path, part, at) for part in given):
            return  # what is given stays what it is
        else:
            group.unclear = True

    def _few(self, method: str) -> tuple[tuple[str, int], ...]:
        """The methods of the program that may be called by this name; () if they are many."""
        found = functions_named(self.subject, method)
        return found if len(found) <= _MOST_METHODS else ()

    def _is_same(self, node: Node, path: str, text: str, at: int) -> bool:
        other = self.node(path, text, at)
        return other is not None and self.same(node, other)

    def _defined(self, path: str, callee: str, meaning: str) -> tuple[str, Definition] | None:
        """The definition that is called, one that a star brings into the module too."""
        found = self.subject.definition(path, meaning)
        if found is None and not meaning and callee.isidentifier():
            imports = self.subject.program.module(path).facts.imports
            if any(item.bound == "*" for item in imports):
                return self.subject.definition(path, f"..{callee}")
        return found

    def _is_table(self, path: str, callee: str, at: int) -> bool:
        """Whether ``TABLE[name]`` is called, and the table holds networks of the program."""
        found = subscript(callee)
        if found is None or not found[0].isidentifier():
            return False
        item = self.subject.constants.reaching(path, found[0], at=at)
        value = re.sub(r"#[^\n]*", "", item.value).strip() if item is not None else ""
        held = [part.rpartition(":")[2].strip() for part in split_top_level(value.strip("{}"))]
        defined = [
            self.subject.definition(path, self.subject.meaning(path, name, at))
            for name in held
            if DOTTED.match(name)
        ]
        return bool(defined) and all(
            one is not None
            and one[1].kind is DefinitionKind.CLASS
            and _is_network(self.subject, *one)
            for one in defined
        )

    def _called(self, site: ResolvedCall) -> None:
        """What is given to a function of the program is what its parameter is."""
        callee = site.call.callee
        defined = self.subject.definition(site.path, site.qualified)
        functions: list[tuple[str, Definition]] = []
        if defined is not None and defined[1].kind is DefinitionKind.FUNCTION:
            functions = [defined]
        elif defined is not None:
            for where, above in lineage(self.subject, *defined):
                made = self.subject.method(where, above, "__init__")
                if made is not None:
                    functions = [(where, made)]
                    break
        elif "." in callee and not callee.endswith(".forward"):
            for where, start in self._few(callee.rpartition(".")[2]):
                function = self.subject.function_around(where, start)
                if function is not None:
                    functions.append((where, function))
        for where, function in functions:
            names = parameters_of(function)
            skip = 1 if names[:1] in {("self",), ("cls",)} else 0
            for index, given in enumerate(self.subject.arguments(site)):
                name = given.name or (names[index + skip] if index + skip < len(names) else "")
                if name and not given.star:
                    self._holds((where, function.start, name), site.path, given.text,
                                site.call.start, _MAX_HOPS - 3)  # fmt: skip

    # moving -----------------------------------------------------------------------------------

    def _read_moves(self) -> None:
        for node in self._moves():
            self._groups.of(node).moved = True
        for site in self._moving():
            if site.call.callee.rpartition(".")[0] in {"self", "super()"}:
                self._move_class(site.path, site.call.start)

    def _moving(self) -> Iterator[ResolvedCall]:
        """Calls that bring what they are called on to a device, or may."""
        for site in self.subject.methods("to", "cuda", "xpu", "to_empty", "prepare"):
            given = site.call.arguments.strip()
            if not site.call.callee.endswith(".to") or not (
                given.startswith("torch.float") or given.strip("'\"") in {"cpu", ""}
            ):
                yield site

    def _moves(self) -> Iterator[Node]:
        """Names of what is brought to a device, as they are written there."""
        for site in self._moving():
            receiver, _, method = site.call.callee.rpartition(".")
            kept = keeper(self.subject, site)
            start = kept.start if kept is not None else site.call.start
            texts = [receiver, *names_in(receiver)]
            if kept is not None:
                texts += _parts(kept.target.partition(":")[0].strip("()[] "))
            texts += [item.text for item in self.subject.arguments(site)] * (method == "prepare")
            nodes = [self.node(site.path, text, start) for text in texts]
            yield from (node for node in nodes if node is not None)
        for path in self.subject.program.paths:
            for site in self.subject.program.module(path).once(_movers):
                for item in self.subject.arguments(site):
                    node = self.node(path, item.text, site.call.start)
                    if node is not None:
                        yield node

    def _move_class(self, path: str, at: int) -> None:
        owner = self.subject.class_around(path, at)
        if owner is not None:
            self._move_attributes(path, owner)

    def _move_attributes(self, path: str, owner: Definition) -> None:
        for where, above in lineage(self.subject, path, owner):
            for name in attributes(self.subject, where, above):
                self._groups.of(("", EVERYWHERE, name)).moved = True

    def _move_members(self) -> None:
        """What is moved takes with it what it keeps, if it is a network of the program."""
        for path, start in self._groups.moved_classes():
            owner = self.subject.class_around(path, start)
            if owner is not None and _is_network(self.subject, path, owner):
                self._move_attributes(path, owner)


def _movers(module: Module) -> tuple[ResolvedCall, ...]:
    """Calls of what may bring their arguments to a device, by name."""
    return tuple(
        site
        for site in module.calls
        if _MOVERS.search(site.call.callee) and not site.qualified.startswith("torch.cuda")
    )


def _is_network(subject: Subject, path: str, owner: Definition) -> bool:
    """Whether a class is a module of PyTorch, by its text where a star brings in the base."""
    return of_module(subject, path, owner) or owner.header.strip() == "nn.Module"


def _parts(text: str) -> list[str]:
    return [part.strip() for part in split_top_level(text.strip())]


def _returned(path: str, function: Definition, place: int) -> Node:
    """What stands for a result of a function, or for one of several; -1 is all of it."""
    return path, function.start, f"return {place}"


def kin(subject: Subject) -> Kin:
    """The one reading of a program."""
    return subject.once("kin", lambda: (Kin(subject),))[0]
