"""Weights that the program starts from.

Reads calls that load them: torchvision models with ``weights=`` or ``pretrained=True``, Keras
applications (whose default is to load), ``from_pretrained``, timm, hubs, word vectors and
``load_state_dict`` (.9). A model's name on a hub is a value of its own, marked as not known.

Blind to weights that are loaded under a condition: the value says that they can be loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from acumen.attributes.matching import canonical
from acumen.attributes.subject import Subject
from acumen.domain.attribute import Attribute, Facet
from acumen.domain.evidence import Evidence
from acumen.domain.facts import Call

FACET = Facet.PRETRAINED

_ASKS_FOR_WEIGHTS: Final = re.compile(
    r"\bweights\s*=\s*(?!None\b)\S|\bpretrained\s*=\s*(?!False\b)\S|^\s*True\b"
)
_NO_WEIGHTS: Final = re.compile(r"\bweights\s*=\s*None\b")
_HUB_NAME: Final = re.compile(r"[A-Za-z][\w.-]{1,60}(/[\w.-]{1,80})?")
_MODEL_PATH: Final = re.compile(r"\.(pt|pth|ckpt|bin|h5|pkl|json|safetensors)$")
_MOST_NAMES: Final = 3


def extract(subject: Subject) -> Iterator[Attribute]:
    found: dict[str, Attribute] = {}
    for call, value in subject.signals.read_calls(_value):
        if value not in found:
            found[value] = Attribute(
                FACET, value, 0.9, (call.lines,), rule="pretrained:loading call"
            )
    yield from found.values()
    names: dict[str, Evidence] = {}
    for literal in subject.signals.literals:
        named = literal.callee.endswith(".from_pretrained") and not literal.label
        if named and _HUB_NAME.fullmatch(literal.text) and not _MODEL_PATH.search(literal.text):
            names.setdefault(literal.text, literal.evidence)
    for name, where in tuple(names.items())[:_MOST_NAMES]:
        yield Attribute(FACET, name, 0.85, (where,), rule="pretrained:named", known=False)


def _value(qualified: str, call: Call) -> str:
    name = canonical(qualified)
    arguments = call.arguments
    if name.startswith("torchvision.models.") and _ASKS_FOR_WEIGHTS.search(arguments):
        return "torchvision-weights"
    if name.startswith("keras.applications.") and name.rpartition(".")[2][:1].isupper():
        return "" if _NO_WEIGHTS.search(arguments) else "keras-weights"
    if name.startswith("timm.") and "create_model" in name:
        return "timm-weights" if _ASKS_FOR_WEIGHTS.search(arguments) else ""
    if name.endswith(".from_pretrained") and name.partition(".")[0] in _HUGGING_FACE:
        tokenizer = any(word in name for word in ("Tokenizer", "Config", "Processor", "Extractor"))
        return "" if tokenizer else "hugging-face-checkpoint"
    if name in {"torch.hub.load", "tensorflow_hub.KerasLayer", "tensorflow_hub.load"}:
        return "hub-module"
    if name.startswith(("torchtext.vocab.GloVe", "torchtext.vocab.FastText")) or name.endswith(
        "Embedding.from_pretrained"
    ):
        return "word-vectors"
    method = call.callee.rpartition(".")[2]
    if method in {"load_state_dict", "load_weights", "load_checkpoint"}:
        return "own-checkpoint"
    if name.endswith((".restore_checkpoint", ".load_model")):
        return "own-checkpoint"
    return ""


_HUGGING_FACE: Final = frozenset({"transformers", "diffusers", "sentence_transformers", "peft"})
