"""Data sets that the program trains or tests on.

Reads resolved loaders (``torchvision.datasets.MNIST``, .95), names given to loaders
(``load_dataset("imdb")``, .9), defaults of options and variables that speak of data (.8), class
and function names (.8), file, folder and title words (.7) and, weakly, other literals. A name given
to a loader that stands in no vocabulary is kept as it is, marked as not known. What the entry names
itself outweighs what is only reachable from it, and a condition of a helper that asks for a data
set by its name counts like a table of what can be chosen. Where a program reads nothing, and fills
names such as ``x`` or ``data`` by chance, or cannot even be told what to read, its data are
synthetic (.72). Where nothing names the data of a program that opens pictures, an option that asks
for their folder says that they are the user's own (.6).

Comments are not read, so a data set that is only mentioned is not found. Blind to data that are
chosen in a configuration by another name, and to paths that do not name the data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from acumen.attributes.matching import canonical
from acumen.attributes.subject import Subject
from acumen.domain.attribute import Attribute, Facet
from acumen.domain.evidence import Evidence

FACET = Facet.DATASET

_HUB: Final = ("datasets.load_dataset", "tensorflow_datasets.load", "deeplake.load")
_WORLDS: Final = ("gym.make", "gym.vector.make", "stable_baselines3.common.env_util.make_")
_FILES: Final = ("pandas.read_", "numpy.load", "numpy.genfromtxt", "keras.utils.get_file")
_BY_NAME: Final = frozenset({"", "path", "id", "env_id", "name"})
_NAMED: Final = 0.8
_FROM_FILE: Final = 0.6
_VERSION: Final = re.compile(r"-v\d+$")
_PIECES: Final = re.compile(r"[^a-z]+")
_FILE_NAME: Final = re.compile(r"[A-Za-z][\w -]{2,50}")
_DATA_ENDING: Final = re.compile(
    r"(csv|tsv|zip|tar|tgz|npz|npy|json|jsonl|parquet|xlsx?|data|txt)\b"
)
_SHORT: Final = 2  # letters of a piece of a name that tells nothing
_SAY_NOTHING: Final = frozenset(
    {"train", "training", "test", "testing", "val", "valid", "validation", "dev", "data", "dataset"}
    | {"datasets", "input", "inputs", "output", "outputs", "label", "labels", "target", "targets"}
    | {"sample", "samples", "submission", "results", "result", "file", "files", "images", "image"}
    | {"text", "texts", "features", "feature", "metadata", "meta", "annotations", "vectors", "log"}
    | {"history", "predictions", "embedding", "embeddings", "embed", "vocab", "weights", "model"}
    | {"mean", "std", "stats", "split", "splits", "index", "ids", "all", "new", "raw", "full"}
    | {"processed", "clean", "cleaned", "small", "large", "final", "set", "list", "glove", "info"}
    | {"idx", "class", "classes", "users", "items", "graph", "edges", "nodes", "adj", "checkpoint"}
)

_HUB_NAME: Final = re.compile(r"[A-Za-z][\w.-]{1,60}(/[\w.-]{1,60})?")
_FORMATS: Final = frozenset(
    {"csv", "json", "text", "parquet", "imagefolder", "audiofolder", "arrow", "dataset", "data"}
)


def extract(subject: Subject) -> Iterator[Attribute]:
    yield from (hit.attribute(FACET) for hit in subject.signals.datasets)
    yield from _open_values(subject)


def _open_values(subject: Subject) -> Iterator[Attribute]:
    """Names that stand in no vocabulary: of a data set on a hub, of an environment, and of a file
    with an address whose name says what it holds. Where the data are known a file says no more.
    """
    matcher = subject.signals.matcher(FACET)
    calls: set[Evidence] = set()
    seen: set[str] = set()
    known = bool(subject.signals.datasets)
    for literal in subject.signals.literals:
        text, callee = literal.text, canonical(literal.callee)
        if callee in _HUB and literal.label in _BY_NAME:
            first = literal.evidence not in calls
            calls.add(literal.evidence)
            named = text if first and _HUB_NAME.fullmatch(text) and text not in _FORMATS else ""
            weight = _NAMED
        elif callee.startswith(_WORLDS) and literal.label in _BY_NAME:
            named = _VERSION.sub("", text.rpartition(":")[2].rpartition("/")[2]).lower()
            weight = _NAMED
        elif callee.startswith(_FILES) and not known and text.startswith("http"):
            named, weight = _told_by_file(text), _FROM_FILE
        else:
            continue
        if named and named not in seen and not (matcher and matcher.by_string(text)):
            seen.add(named)
            yield Attribute(
                FACET, named, weight, (literal.evidence,), rule="dataset:named", known=False
            )


def _told_by_file(text: str) -> str:
    """``https://host/data/paperclips.zip`` -> ``paperclips``; "" where the name says nothing."""
    stem, dot, ending = text.rpartition("/")[2].partition(".")
    name = stem.lower()
    pieces = [piece for piece in _PIECES.split(name) if piece]
    telling = [p for p in pieces if p not in _SAY_NOTHING and not p.isdigit() and len(p) > _SHORT]
    if not dot or not telling or not _FILE_NAME.fullmatch(stem) or not _DATA_ENDING.match(ending):
        return ""
    return name
