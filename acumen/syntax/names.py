"""What the dotted names of a module mean: ``nn.Conv2d`` is ``torch.nn.Conv2d``.

Follows imports, aliases, assignments, ``with ... as`` and annotations, by position and scope. This
is a reading of names, not a type checker: what it cannot know is "". What star imports of the
program's own modules bind is read elsewhere (:mod:`acumen.syntax.stars`) and given.

How results are spelled:

- ``torch.nn.Conv2d``     something imported, spelled as it was imported (``tf.keras`` gives
  ``tensorflow.keras``)
- ``..models.Net``        imported relatively; the leading dots stay
- ``.Net``, ``.Net.fit``  defined in this module
- a name bound to a call stands for its result and is spelled like the call: after
  ``opt = torch.optim.Adam(p)`` both ``opt`` and ``torch.optim.Adam`` resolve to
  ``torch.optim.Adam``, and ``opt.step`` to ``torch.optim.Adam.step``. :meth:`ModuleNames.called`
  tells them apart: calling ``opt`` itself is ``torch.optim.Adam.__call__``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict

from acumen.domain.facts import DefinitionKind, Import, ModuleFacts
from acumen.syntax.arguments import closing, split_arguments
from acumen.syntax.bindings import NOTHING, Binding, Bindings, Meaning
from acumen.syntax.frameworks import FRAMEWORKS
from acumen.syntax.scopes import Scopes

_MAX_HOPS = 24
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*$")
_FLUENT = frozenset(  # methods that give their receiver back
    {"to", "cuda", "cpu", "xpu", "ipu", "eval", "train", "double", "float", "half", "bfloat16"}
    | {"type", "requires_grad_", "share_memory"}
)
_WRAPPERS_OF_FIRST = frozenset({"contextlib.closing", "copy.deepcopy", "copy.copy"})


class ModuleNames:
    """The names of one module. Results are cached; instances may be kept as long as the facts."""

    def __init__(self, facts: ModuleFacts, given: tuple[Import, ...] = ()) -> None:
        """``given`` are the imports that star imports of the program's own modules stand for."""
        self._facts = facts
        self._scopes = Scopes(facts.definitions)
        bound = Bindings(facts, self._scopes, given)
        self._bindings = bound.names
        self._attributes = bound.attributes
        self._stars = bound.stars
        self._cache: dict[tuple[str, int], Meaning] = {}
        self._partial: dict[tuple[str, int], Meaning] = {}  # of the question in hand
        self._open: set[tuple[str, int]] = set()  # expressions being read: circles end here
        self._cut = False  # whether a circle or the limit of hops was met since the last check
        self._local = frozenset(d.name for d in facts.definitions)
        self._classes = {
            d.name: index
            for index, d in enumerate(facts.definitions)
            if d.kind is DefinitionKind.CLASS
        }
        self._bound_in: defaultdict[str, list[int]] = defaultdict(list)
        for scope, name in self._bindings:
            self._bound_in[name].append(scope)
        self._anywhere: dict[str, Meaning | None] = {}

    def resolve(self, expression: str, *, at: int | None = None) -> str:
        """What ``expression`` (source text) means at byte offset ``at``; "" if it is not known.

        Without ``at`` it is read as if it stood at the end of the module.
        """
        return self.meaning(expression, at=at).name

    def called(self, callee: str, *, at: int | None = None) -> str:
        """What a call of ``callee`` calls: like :meth:`resolve`, but an object that is called
        itself gives ``Type.__call__``.
        """
        meaning = self.meaning(callee, at=at)
        return f"{meaning.name}.__call__" if meaning.is_result else meaning.name

    def meaning(self, expression: str, *, at: int | None = None) -> Meaning:
        """Like :meth:`resolve`, and whether the expression is the result of a call."""
        text = "".join(expression.split())
        if text not in self._anywhere:
            self._anywhere[text] = self._meaning_anywhere(text)
        known = self._anywhere[text]
        return known if known is not None else self._meaning(text, -1 if at is None else at, 0)

    def _meaning_anywhere(self, text: str) -> Meaning | None:
        """What a dotted name means wherever it stands: most begin with something that is imported
        once and never bound again, or with a builtin. None where that depends on the place.
        """
        head, _, rest = text.partition(".")
        if not _DOTTED.match(text) or head in ("self", "cls"):
            return None
        scopes = self._bound_in.get(head)
        if scopes is None:
            base = self._from_star(head)
        else:
            bindings = self._bindings[-1, head] if scopes == [-1] else []
            if len(bindings) != 1 or bindings[0].meaning is None:
                return None
            base = bindings[0].meaning
        if not base.name or not rest:
            return base
        if base.name.startswith(".") and base.name[1:] in self._classes:
            return None
        return Meaning(f"{base.name}.{rest}")

    def _meaning(self, expression: str, at: int, hops: int) -> Meaning:
        """Each expression is read once per question: names that lead to each other in circles, or
        through many assignments, would take exponential time otherwise.
        """
        if not expression:
            return NOTHING
        key = (expression, at)
        if (known := self._cache.get(key)) is not None:
            return known
        if hops > _MAX_HOPS or key in self._open:
            self._cut = True
            return NOTHING
        if (partial := self._partial.get(key)) is not None:
            self._cut = True
            return partial
        cut_before, self._cut = self._cut, False
        self._open.add(key)
        if _DOTTED.match(expression):
            found = self._dotted(expression, at, self._scopes.at(at), hops)
        else:
            found = self._chained(expression, at, hops)
        self._open.discard(key)
        if hops == 0:
            self._partial.clear()
            self._cache[key] = found
            self._cut = False
        else:
            # What was cut short depends on where the question began, so only this question may
            # use it again.
            (self._partial if self._cut else self._cache)[key] = found
            self._cut = self._cut or cut_before
        return found

    def _dotted(self, expression: str, at: int, scope: int, hops: int) -> Meaning:
        head, _, rest = expression.partition(".")
        if head in ("self", "cls") and rest:
            owner = self._scopes.enclosing_class(scope)
            if owner >= 0:
                return self._member(owner, rest, hops)
        base = self._name(head, at, scope, hops)
        if not base.name or not rest:
            return base
        return self._attribute(base, rest, hops)

    def _attribute(self, base: Meaning, rest: str, hops: int) -> Meaning:
        """``base.rest``; attributes of an own class are looked up in it."""
        if base.name.startswith(".") and not base.name.startswith(".."):
            owner = self._classes.get(base.name[1:])
            if owner is not None:
                return self._member(owner, rest, hops + 1)
        return Meaning(f"{base.name}.{rest}")

    def _member(self, owner: int, rest: str, hops: int) -> Meaning:
        """``self.rest`` inside the class with the index ``owner``."""
        if hops > _MAX_HOPS:
            return NOTHING
        definition = self._facts.definitions[owner]
        head, _, tail = rest.partition(".")
        bindings = self._attributes.get((owner, head)) or self._bindings.get((owner, head))
        if bindings:
            for binding in bindings:
                found = self._value(binding, hops)
                if found.name:
                    return self._attribute(found, tail, hops) if tail else found
            return NOTHING
        if f"{definition.name}.{head}" in self._local:
            return Meaning(f".{definition.name}.{rest}")
        base = self._base(owner, hops)
        return self._attribute(base, rest, hops) if base.name else Meaning("")

    def _base(self, owner: int, hops: int) -> Meaning:
        """The first base class of a class that can be known."""
        definition = self._facts.definitions[owner]
        for base in split_arguments(definition.header):
            if not base.name and not base.star:
                found = self._meaning("".join(base.text.split()), definition.start, hops + 1)
                if found.name and found.name != f".{definition.name}":
                    return found
        return NOTHING

    def _name(self, name: str, at: int, scope: int, hops: int) -> Meaning:
        """A bare name, looked for from the innermost function outwards."""
        for function in self._scopes.functions_from(scope):
            if bindings := self._bindings.get((function, name)):
                return self._value(_latest(bindings, at), hops)
        own_class = scope if self._scopes.is_class(scope) else -1
        if own_class >= 0 and (bindings := self._bindings.get((own_class, name))):
            return self._value(_latest(bindings, at), hops)
        if bindings := self._bindings.get((-1, name)):
            return self._value(_latest(bindings, at if scope < 0 else -1), hops)
        return self._from_star(name)

    def _from_star(self, name: str) -> Meaning:
        """A capitalised name that only one star import of a framework can give."""
        if len(self._stars) == 1 and name[:1].isupper():
            star = self._stars[0]
            if star.level or star.module.partition(".")[0] in FRAMEWORKS:
                return Meaning(f"{'.' * star.level}{star.module}.{name}")
        return NOTHING

    def _value(self, binding: Binding, hops: int) -> Meaning:
        if binding.meaning is not None:
            return binding.meaning
        return self._expression(binding.value, binding.start, hops + 1)

    def _expression(self, value: str, at: int, hops: int) -> Meaning:
        """The meaning of an assigned value."""
        value = value.strip()
        if value.startswith("await "):
            value = value[6:].lstrip()
        return self._meaning("".join(value.split()), at, hops)

    def _chained(self, expression: str, at: int, hops: int) -> Meaning:
        """``callee(...)`` and ``callee(...).rest``."""
        opened = expression.find("(")
        if opened <= 0:
            return NOTHING
        closed = closing(expression, opened)
        callee, rest = expression[:opened], expression[closed + 1 :]
        if closed < 0 or not _DOTTED.match(callee):
            if closed < 0 and _DOTTED.match(callee):  # the text was cut off inside the arguments
                return self._result(callee, "", at, hops)
            return NOTHING
        if callee == "super":
            owner = self._scopes.enclosing_class(self._scopes.at(at))
            base = self._base(owner, hops) if owner >= 0 else NOTHING
            if not base.name:
                return NOTHING
            return Meaning(base.name + rest) if _DOTTED.match(rest[1:]) else NOTHING
        result = self._result(callee, expression[opened + 1 : closed], at, hops)
        while rest.startswith("."):
            opened = rest.find("(")
            if opened < 0:
                name = rest[1:]
                known = _is_type(result.name) and _DOTTED.match(name)
                return self._attribute(result, name, hops) if known else NOTHING
            closed = closing(rest, opened)
            method = rest[1:opened]
            if method not in _FLUENT:
                if closed < 0 or not rest[closed + 1 :]:
                    known = _is_type(result.name) and _DOTTED.match(method)
                    return Meaning(f"{result.name}.{method}", True) if known else NOTHING
                return NOTHING
            if closed < 0:
                return result
            rest = rest[closed + 1 :]
        return NOTHING if rest else result

    def _result(self, callee: str, arguments: str, at: int, hops: int) -> Meaning:
        """What calling ``callee`` gives."""
        head, _, method = callee.rpartition(".")
        if head and method in _FLUENT:
            receiver = self._meaning(head, at, hops + 1)
            if receiver.is_result:
                return receiver
        called = self._meaning(callee, at, hops + 1)
        if not called.name or called.is_result:
            return NOTHING
        if called.name in _WRAPPERS_OF_FIRST:
            first = split_arguments(arguments)[:1]
            return self._meaning(first[0].text, at, hops + 1) if first else NOTHING
        return Meaning(called.name, True)


def _latest(bindings: list[Binding], at: int) -> Binding:
    """The last binding before ``at``; the last of all if ``at`` is -1; else the first."""
    if at < 0:
        return bindings[-1]
    index = bisect_right(bindings, at - 1, key=lambda binding: binding.start)
    return bindings[max(0, index - 1)]


def _is_type(name: str) -> bool:
    return name.rpartition(".")[2][:1].isupper()
