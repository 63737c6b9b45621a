"""Code that is shown without its imports: a part of a notebook, or what was pasted from a forum."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from acumen.domain.facts import Import, ModuleFacts
from acumen.syntax.arguments import split_top_level
from acumen.syntax.frameworks import imports_framework

_KERAS = {
    **dict.fromkeys(["Sequential", "Model"], "keras.models"),
    **dict.fromkeys(["Adam", "SGD", "RMSprop", "Adadelta", "Adagrad"], "keras.optimizers"),
    **dict.fromkeys(["EarlyStopping", "ModelCheckpoint", "ReduceLROnPlateau"], "keras.callbacks"),
    **dict.fromkeys(
        ["Dense", "Dropout", "Flatten", "Activation", "BatchNormalization", "Embedding", "LSTM"]
        + ["GRU", "SimpleRNN", "Bidirectional", "TimeDistributed", "Input", "Reshape", "LeakyReLU"]
        + [f"{kind}{n}D" for kind in ("Conv", "Convolution", "MaxPooling") for n in (1, 2, 3)]
        + [f"{kind}{n}D" for kind in ("AveragePooling", "UpSampling") for n in (1, 2, 3)]
        + [f"Global{kind}Pooling{n}D" for kind in ("Max", "Average") for n in (1, 2)],
        "keras.layers",
    ),
}
_MODULES = {  # names that are used with a dot
    "keras": "keras",
    "tf": "tensorflow",
    "torch": "torch",
    "nn": "torch.nn",
    "F": "torch.nn.functional",
    "optim": "torch.optim",
    "jnp": "jax.numpy",
    "jax": "jax",
    "optax": "optax",
}
_KERAS_METHODS = re.compile(r"\.(?:add|compile|fit)$")
_TELLING = frozenset({"keras", "tf", "torch", "nn", "jax", "optax"})


def with_usual_imports(facts: ModuleFacts) -> tuple[ModuleFacts, tuple[str, ...]]:
    """``facts`` with the imports that were left out, and what they import, ascending.

    Only of a file that imports no framework and nothing by star, and only for names that nothing
    binds and that are called as the framework's users call them. Otherwise ``facts`` as they are,
    and ().
    """
    if imports_framework(facts) or any(item.bound == "*" for item in facts.imports):
        return facts, ()
    bound = _bound(facts)
    heads = {call.callee.partition(".")[0] for call in facts.calls} - bound
    for definition in facts.definitions:
        heads |= {base.partition(".")[0] for base in split_top_level(definition.header)} - bound
    dotted = {call.callee.partition(".")[0] for call in facts.calls if "." in call.callee} & heads
    added = {name: _MODULES[name] for name in dotted & _MODULES.keys()}
    if not _TELLING & added.keys():
        added = {}
    if any(_KERAS_METHODS.search(call.callee) for call in facts.calls):
        added |= {name: f"{_KERAS[name]}.{name}" for name in heads & _KERAS.keys()}
    if not added:
        return facts, ()
    imports = tuple(
        Import(name, qualified, _module(name, qualified), 0, 1, -1)
        for name, qualified in sorted(added.items())
    )
    return replace(facts, imports=imports + facts.imports), tuple(sorted(added.values()))


def _module(name: str, qualified: str) -> str:
    return qualified if name in _MODULES else qualified.rpartition(".")[0]


def _bound(facts: ModuleFacts) -> set[str]:
    return {
        *(item.bound for item in facts.imports),
        *(definition.name.rpartition(".")[2] for definition in facts.definitions),
        *_assigned(facts),
        *(
            name
            for definition in facts.definitions
            for part in split_top_level(definition.header)
            for name in re.findall(r"^\W*([^\W\d]\w*)", part)
            if definition.kind == "function"
        ),
        *(
            name
            for block in facts.blocks
            for name in re.findall(r"[^\W\d]\w*", block.header.partition(" in ")[0])
            if block.kind == "for"
        ),
    }


def _assigned(facts: ModuleFacts) -> Iterator[str]:
    for item in facts.assignments:
        yield from re.findall(r"(?<![\w.])[^\W\d]\w*(?![\w.\[(])", item.target)
