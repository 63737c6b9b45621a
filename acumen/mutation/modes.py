"""Where a switch between the two modes of a PyTorch model can be taken out to no effect."""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import Definition, DefinitionKind
from acumen.mutation.original import Original
from acumen.syntax.program import LOOPS, ResolvedCall

_MOST_PLACES = 40
_MOST_HOPS = 3
_PLAIN = frozenset(  # layers that work alike in both modes
    {"Linear", "Bilinear", "Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d"}
    | {
        "ReLU",
        "LeakyReLU",
        "PReLU",
        "ELU",
        "GELU",
        "SiLU",
        "Sigmoid",
        "Tanh",
        "Softmax",
        "Parameter",
    }
    | {"Embedding", "Sequential", "ModuleList", "Module", "Flatten", "MaxPool1d", "MaxPool2d"}
    | {"AvgPool1d", "AvgPool2d", "AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "Identity", "Upsample"}
    | {"LayerNorm", "GroupNorm", "InstanceNorm1d", "InstanceNorm2d", "Tensor", "FloatTensor"}
)
_ONLY_HELD = r"(?!eval\b|train\b|state_dict|load_state_dict|parameters|to\b|cuda\b|cpu\b|requires_)"


def is_modeless(original: Original, name: str) -> bool:
    """Whether all that the program keeps under ``name`` is of classes that have no modes."""
    last = re.escape(name.rpartition(".")[2])
    made: list[str] = []
    for path in original.paths:
        text = original.source(path).decode("utf-8", "replace")
        made += re.findall(rf"(?<![\w]){last}\s*=\s*([\w.]+)\(", text)
    classes = {
        definition.name: (path, definition)
        for path in original.paths
        for definition in original.program.modules[path].definitions
        if definition.kind is DefinitionKind.CLASS
    }
    found = [
        classes.get(one.rpartition(".")[2]) for one in made if not one.endswith((".to", ".cuda"))
    ]
    return bool(found) and all(one is not None and _is_plain(original, *one) for one in found)


def _is_plain(original: Original, path: str, owner: Definition) -> bool:
    text = original.source(path)[owner.start : owner.end].decode("utf-8", "replace")
    called = re.findall(r"(?<![\w])([A-Z]\w+)\(", text.partition("\n")[2])
    quiet = re.search(r"dropout|batch_norm|\.training|models\.|from_pretrained", text) is None
    return quiet and bool(called) and set(called) <= _PLAIN and _holds_no_parts(text)


def _holds_no_parts(text: str) -> bool:
    """Whether nothing that the class is given becomes a part of it."""
    given = re.findall(r"self\.(\w+)\s*=\s*[a-z]\w*[ \t]*\n", text)
    return not any(f"self.{name}(" in text for name in given)


def is_run_after(original: Original, site: ResolvedCall) -> bool:
    """Whether what is told its mode does anything afterwards; True where others may see it."""
    receiver = site.call.callee.rpartition(".")[0]
    function = original.function(site)
    start, end = original.span(site)
    if not receiver.isidentifier():
        return True
    if function is not None and re.search(rf"\b{re.escape(receiver)}\b", function.header):
        return True
    text = original.source(site.path)[site.call.end : end].decode("utf-8", "replace")
    again = rf"(?<![\w.]){re.escape(receiver)}\.train\("
    whole = original.source(site.path)[start:end].decode("utf-8", "replace")
    if original.looped(site) and re.search(again, whole) is None:
        text = whole  # the next round runs it as this one left it
    name = re.escape(receiver)
    used = "|".join(
        (
            rf"(?<![\w.]){name}\s*(?:\(|\.\s*{_ONLY_HELD})",
            rf"[(,=\[]\s*{name}\s*[,)\]\n]",
            rf"return[^\n]*\b{name}\b",
        )
    )
    return re.search(used, text) is not None or rf"global {receiver}" in text


def is_told_again(original: Original, site: ResolvedCall) -> bool:
    """Whether the function tells the same object ``train()`` in other words, too."""
    receiver = site.call.callee.rpartition(".")[0]
    return any(
        other.call.start != site.call.start
        and other.call.callee.startswith(f"{receiver}.")
        and other.call.callee.endswith(".train")
        for other in original.within(site.path, *original.span(site))
    )


def may_be_left(original: Original, train: ResolvedCall, evals: list[ResolvedCall]) -> bool:
    """Whether an ``eval()`` comes before training that the ``train()`` would undo.

    It does if both stand in one loop, or the ``eval()`` comes first; where the two are brought
    together is looked for among the callers of their functions. What is not seen may be so.
    """
    met = False
    trained = list(_reached(original, train))
    for switch in evals:
        function = original.function(switch)
        if function is not None and _is_idle(original, function):
            met = True  # a command of its own: what it does ends with it
            continue
        for path, offset, within in _reached(original, switch):
            for other, at, around in trained:
                if path != other or within != around:
                    continue
                met = True
                if offset < at or _share_a_loop(original, path, offset, at):
                    return True
    return not met


def _reached(original: Original, site: ResolvedCall) -> Iterator[tuple[str, int, int]]:
    """Where a call happens: at its own place, and at those that call the function around it."""
    waiting = [(site, 0)]
    seen: set[tuple[str, int]] = set()
    while waiting and len(seen) < _MOST_PLACES:
        current, hops = waiting.pop()
        if (current.path, current.call.start) in seen:
            continue
        seen.add((current.path, current.call.start))
        function = original.function(current)
        yield current.path, current.call.start, function.start if function is not None else -1
        if function is not None and hops < _MOST_HOPS:
            name = function.name.rpartition(".")[2]
            waiting += [(caller, hops + 1) for caller in original.named(name)]


def _is_idle(original: Original, function: Definition) -> bool:
    """Whether nothing in the program but its definition says a plain function's name."""
    if "." in function.name:
        return False
    word = re.compile(rb"(?<!\w)%s(?!\w)" % function.name.encode())
    return sum(len(word.findall(original.source(path))) for path in original.paths) == 1


def _share_a_loop(original: Original, path: str, first: int, second: int) -> bool:
    def around(offset: int) -> set[int]:
        blocks = original.program.blocks_around(path, offset)
        return {block.start for block in blocks if block.kind in LOOPS}

    return not around(first).isdisjoint(around(second))
