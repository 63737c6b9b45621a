"""Where a program draws its data by chance or from a formula instead of reading any.

Noise for a generator, a latent vector or a sampled action is drawn too, and is no data: what is
drawn must be named like data. Beside a data set that is read, only a drawn input that comes with a
drawn target says that the program also makes data up. What fits a network, reads nothing and takes
no options has no other data than its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from acumen.attributes.matching import canonical
from acumen.attributes.signs import Hit, Sign, SignKind
from acumen.domain.attribute import Facet
from acumen.domain.evidence import Evidence
from acumen.domain.facts import Call
from acumen.syntax.arguments import split_arguments

if TYPE_CHECKING:
    from acumen.attributes.subject import Subject

_TERM: Final = "synthetic"
_MADE_UP: Final = 0.72

_PIECE: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_INPUTS: Final = frozenset(
    {"x", "xs", "inp", "input", "inputs", "feature", "features", "data", "dataset", "point"}
    | {"points", "sample", "samples", "sequence", "sequences", "series", "batch", "seq"}
)
_IMAGES: Final = frozenset(
    {"image", "images", "img", "imgs", "picture", "pictures", "pixels", "photos", "video", "videos"}
)
_TARGETS: Final = frozenset(
    {"y", "ys", "target", "targets", "label", "labels", "output", "outputs"}
)
_NEUTRAL: Final = frozenset(
    {"train", "training", "test", "val", "valid", "np", "numpy", "tensor", "all", "values", "self"}
    | {"toy", "dummy", "my"}
)
_NO_DATA: Final = frozenset(
    {"noise", "latent", "z", "eps", "epsilon", "fake", "real", "mask", "action", "actions", "seed"}
    | {"fixed", "hidden", "state", "index", "indices", "generated", "interpolated", "grid", "plot"}
)
_CHANCE: Final = (
    r"\b(?:np|numpy|onp|jnp)\.random\.(?!permutation|shuffle|choice|seed)\w+\("
    r"|\b(?:torch|th)\.(?:rand|randn|randint|normal|bernoulli)\("
    r"|\b(?:tf|tensorflow|keras|ops|jax|jrandom)\.random\.(?:normal|uniform|randint)\("
)
_DRAWN: Final = re.compile(
    rf"{_CHANCE}|\b(?:np|numpy|onp|jnp)\.(?:linspace|arange|sin|cos)\(|\btorch\.linspace\("
    r"|\b(?:(?:np|numpy|jnp)\.array|torch\.(?:tensor|Tensor|FloatTensor)|tf\.constant)\("
    r"\s*\[[\s\[(]*-?\d"
)
_BY_CHANCE: Final = re.compile(_CHANCE)
_RANDOM: Final = (
    "numpy.random.",
    "torch.rand",
    "torch.normal",
    "tensorflow.random.",
    "keras.random.",
    "jax.random.",
)
_MAKER: Final = re.compile(
    r"_*(get|make|generate|create|gen|sample|build)_?\w*(data|batch|points|sequences?|toy|spiral"
    r"|moons|circles|curve|signal|blobs|x_?y|strings|series)\w*"
    r"|\w*data_?gen\w*|\w*Dataset|toy\w*|next_batch|synth\w*"
)
_READS: Final = re.compile(
    r"(.*\.)?(read_\w+|load|loads|loadtxt|loadmat|load_data|load_dataset|genfromtxt|fromfile|open"
    r"|urlretrieve|get_file|imread|ImageFolder|glob|listdir|make|readlines|download\w*|File)"
    r"|(.*\.)?(wavfile|sf|soundfile)\.read|skimage\.data\.\w+"
)
_NO_READING: Final = re.compile(  # of weights and settings, and what only sounds like it
    r"(torch|self|json|yaml|toml|model|agent|policy|checkpoint|ckpt)\.(load|loads|make)"
    r"|(.*\.)?read_(arg\w*|config\w*|params\w*|options|settings)"
)
_NO_DATA_FILE: Final = re.compile(  # written to, or named after settings and results
    r"(?i)(?:^|,)\s*(?:mode\s*=\s*)?['\"](?:[wax]b?\+?t?)['\"]"
    r"|conf(?:ig)?\b|config|cfg|\.ya?ml|\.json|\.toml|\bargs?\b|\blogs?\b|log_|_log|results?|checkpoint"
    r"|ckpt|histor|param|version|readme|__file__"
)
_PICTURES: Final = re.compile(  # four sizes, the second or the last of which is that of colours
    r"\.(?:rand|randn|randint|normal|uniform|random|zeros|ones)\([^()]*?\(?\s*\w+\s*,\s*"
    r"(?:[13]\s*,\s*\w+\s*,\s*\w+|\w+\s*,\s*\w+\s*,\s*[13])\s*[,)\]]"
)
_OPTIONS: Final = re.compile(
    r"ArgumentParser|add_argument|DEFINE_\w+|option|argument|parse_args\w*|HfArgumentParser|fire|getenv"
)
_FAKE: Final = "fake-data"
_FITS: Final = (".fit", ".train_on_batch", ".partial_fit")


def made_up(subject: Subject, *, beside: bool, told: bool = False) -> tuple[Hit, ...]:
    """The hit that says so, if the program makes its data up.

    ``beside``: other data sets are loaded, so that only the surest sign counts. ``told``: words
    speak of some, so that what is made must be seen.
    """
    if _TERM not in subject.vocabularies[Facet.DATASET]:
        return ()
    if not (beside or told) and (pictures := _pictures(subject)) is not None:
        return (Hit(_FAKE, _MADE_UP, (Sign(_FAKE, SignKind.NAME, _MADE_UP, pictures),)),)
    where = _pair(subject)
    if where is None and not beside and not _reads(subject):
        where = _by_a_maker(subject) or _single(subject)
        where = where or (None if told else _from_nowhere(subject))
    if where is None:
        return ()
    return (Hit(_TERM, _MADE_UP, (Sign(_TERM, SignKind.NAME, _MADE_UP, where),)),)


def _reads(subject: Subject) -> bool:
    return subject.signals.first_call(reads_data) is not None


def reads_data(_: str, call: Call) -> bool:
    """Whether a call may read data: no weights, no settings, nothing that is written to."""
    if not _READS.fullmatch(call.callee) or _NO_READING.fullmatch(call.callee):
        return False
    opens = call.callee.rpartition(".")[2] == "open"
    return not (opens and _NO_DATA_FILE.search(call.arguments))


def _pictures(subject: Subject) -> Evidence | None:
    """Random numbers of the entry in the form of pictures, under a name that speaks of data."""
    signals = subject.signals
    if _FAKE not in subject.vocabularies[Facet.DATASET]:
        return None
    for found in signals.reading(signals.entry).facts.assignments:
        pieces = {piece.lower() for piece in _PIECE.findall(found.target)}
        named = not pieces.isdisjoint(_IMAGES) and pieces.isdisjoint(_NO_DATA)
        if named and _PICTURES.search(found.value):
            return Evidence(signals.entry, found.line, found.line)
    return None


def _pair(subject: Subject) -> Evidence | None:
    """An input and a target of the entry that are both drawn by chance, or a fit on such."""
    signals = subject.signals
    entry = signals.entry
    inputs: Evidence | None = None
    target = False
    facts = signals.reading(entry).facts
    for found in facts.assignments:
        if _BY_CHANCE.search(found.value):
            for name in found.target.split(","):
                kind = _kind_of(name)
                if kind is _INPUTS and inputs is None:
                    inputs = Evidence(entry, found.line, found.line)
                target |= kind is _TARGETS
    if inputs is not None and target:
        return inputs
    for call in facts.calls:
        if not _BY_CHANCE.search(call.arguments):
            continue
        drawn = {
            kind
            for given in split_arguments(call.arguments)
            if given.name and _BY_CHANCE.search(given.text)
            and (kind := _kind_of(given.name)) is not None
        }  # fmt: skip
        if call.callee.endswith(_FITS) or drawn == {_INPUTS, _TARGETS}:
            return Evidence(entry, call.first_line, call.first_line)
    return None


def _by_a_maker(subject: Subject) -> Evidence | None:
    """A function named after making data that draws by chance."""
    for call in subject.signals.calls:
        if canonical(call.qualified).startswith(_RANDOM):
            maker = subject.whole.definition_around(call.path, call.call.start)
            if maker is not None and any(map(_MAKER.fullmatch, maker.name.split("."))):
                return Evidence(call.path, call.call.first_line, call.call.first_line)
    return None


def _single(subject: Subject) -> Evidence | None:
    """Anything named like data that is drawn, computed on a grid or written out as numbers."""
    signals = subject.signals
    for path in signals.paths:
        for found in signals.reading(path).facts.assignments:
            drawn = _DRAWN.search(found.value) and any(map(_kind_of, found.target.split(",")))
            if drawn and signals.reach.holds(path, found.start):
                return Evidence(path, found.line, found.line)
    return None


def _from_nowhere(subject: Subject) -> Evidence | None:
    """What is fitted in a program that reads nothing and cannot be told what to read."""
    signals = subject.signals
    if signals.first_call(takes_options) is not None:
        return None
    for hit in signals.code_hits(Facet.OPTIMIZER):
        for sign in hit.signs:
            if sign.evidence.path == signals.entry:
                return sign.evidence
    return None


def takes_options(_: str, call: Call) -> bool:
    """Whether a call takes settings from outside."""
    return _OPTIONS.fullmatch(call.callee.rpartition(".")[2]) is not None


def _kind_of(target: str) -> frozenset[str] | None:
    """``_INPUTS`` or ``_TARGETS`` by the last telling piece of a name; None if it is no data."""
    pieces = [piece.lower() for piece in _PIECE.findall(target.strip(" ()"))]
    if not pieces or not _NO_DATA.isdisjoint(pieces):
        return None
    telling = [piece for piece in pieces if piece not in _NEUTRAL]
    for kind in (_TARGETS, _INPUTS):
        if telling and telling[-1] in kind:
            return kind
    return None
