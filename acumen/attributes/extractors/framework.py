"""Deep-learning frameworks that the program is written with.

Reads the imports of the entry and of the modules that it reaches, through the frameworks
vocabulary. An import in the entry is worth .97, one in a reached module .85. A framework that does
nothing but load data beside another one (``tf.data`` in a JAX program) is left out.

A Transformers program without an import of the library below it shows that library in the class of
its model (.85).

Blind to frameworks behind the repository's own package, and to imports by computed names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from acumen.attributes.matching import TermMatcher, canonical
from acumen.attributes.signs import Hit, Sign, SignKind
from acumen.attributes.subject import Subject
from acumen.attributes.text_cutters import only_cuts_texts
from acumen.domain.attribute import Attribute, Facet
from acumen.domain.evidence import Evidence
from acumen.syntax.arguments import literal

FACET = Facet.FRAMEWORK

_DATA_ONLY: Final = (
    "tensorflow.data",
    "tensorflow.io",
    "tensorflow.image",
    "tensorflow.config",
    "tensorflow.random",
    "tensorflow.cast",
    "tensorflow.constant",
    "tensorflow.reshape",
    "tensorflow.summary",
    "tensorflow.TensorSpec",
    "tensorflow.convert_to_tensor",
    "tensorflow.compat",
    "tensorflow.enable_v2_behavior",
    "tensorflow.executing_eagerly",
    "torch.utils.data",
    "torch.utils.tensorboard",
    "torch.from_numpy",
    "torch.manual_seed",
    "torch.Tensor",
    "torch.utils",
)
_TRAINS: Final = (  # what a TensorFlow program cannot train without
    "tensorflow.GradientTape",
    "tensorflow.Module",
    "tensorflow.Session",
    "tensorflow.Variable",
    "tensorflow.contrib.layers.",
    "tensorflow.contrib.rnn.",
    "tensorflow.contrib.seq2seq.",
    "tensorflow.contrib.slim",
    "tensorflow.contrib.crf.",
    "tensorflow.contrib.opt.",
    "tensorflow.contrib.eager",
    "tensorflow.distribute.",
    "tensorflow.estimator.",
    "tensorflow.function",
    "tensorflow.get_variable",
    "tensorflow.gradients",
    "tensorflow.layers.",
    "tensorflow.lite.",
    "tensorflow.losses.",
    "tensorflow.matmul",
    "tensorflow.nn.",
    "tensorflow.optimizers.",
    "tensorflow.placeholder",
    "tensorflow.saved_model.",
    "tensorflow.train.AdamOptimizer",
    "tensorflow.train.GradientDescentOptimizer",
)
_INSIDE: Final = "tensorflow."  # of Keras: the one that comes with TensorFlow
_TRAINS_TORCH: Final = re.compile(
    r"torch\.(optim\.|autograd\.|nn\.[A-Z]|nn\.(functional|parallel)\.)"
)
_BUILT_ON_TORCH: Final = frozenset(
    {
        "lightning", "ignite", "avalanche", "sentence-transformers", "stable-baselines3", "skorch",
        "monai", "opacus", "pytorch-geometric", "detectron2", "accelerate", "openmmlab",
    }
)  # fmt: skip
_TORCH_ONLY: Final = ("trl", "peft")
_BY_WHAT_STANDS_ON_IT: Final = 0.8
_BESIDE: Final = 0.85  # of an import in another module
_DERIVED: Final = 0.93  # where a class of the program is one of the framework's
_BACKENDS: Final = frozenset({"pytorch", "tensorflow", "jax", "flax"})
_OTHERS: Final = frozenset({"jax", "flax", "haiku", "pytorch", "equinox"})
_MODEL: Final = re.compile(r"Model|^Trainer$|^Seq2SeqTrainer$|For[A-Z]\w+$")
_BACKEND_NAME: Final = "KERAS_BACKEND"
_KERAS_BACKENDS: Final = {"jax": "jax", "torch": "pytorch", "tensorflow": "tensorflow"}
_LOADERS: Final = {"tensorflow": "tensorflow.", "pytorch": "torch."}


def extract(subject: Subject) -> Iterator[Attribute]:
    hits = {sign.term: sign for sign in reversed(tuple(_imported(subject)))}
    for sign in (*_used(subject), *_backend(subject)):
        hits.setdefault(sign.term, sign)
    if not hits.keys() & _BACKENDS:
        hits |= {sign.term: sign for sign in _below_transformers(subject)}
    if not hits.keys() & _BACKENDS:
        hits |= {sign.term: sign for sign in _below_others(subject, hits)}
    helpers = {term for term in hits if _loads_data_only(subject, term)}
    if "tensorflow" in hits and hits.keys() & _OTHERS and not _trains_tensorflow(subject):
        helpers.add("tensorflow")
    if hits.keys() & {"flax", "haiku", "equinox", "jax"} and not _trains_torch(subject):
        helpers.add("pytorch")
    if len(hits) > 1 and only_cuts_texts(subject.signals):
        helpers.add("transformers")
    if len(helpers & hits.keys()) < len(hits):
        hits = {term: sign for term, sign in hits.items() if term not in helpers}
    for term, sign in sorted(hits.items(), key=lambda item: (-item[1].weight, item[0])):
        yield Hit(term, sign.weight, (sign,)).attribute(FACET)


def _imported(subject: Subject) -> Iterator[Sign]:
    matcher = subject.signals.matcher(FACET)
    if matcher is None:
        return
    entry = subject.template.path
    found = []
    used = _used_terms(subject, matcher)
    derived = frozenset(
        base.term
        for path in subject.signals.paths
        for base in subject.signals.reading(path).term_bases(matcher)
        if base.unit in subject.signals.reach.reached[path]
    )
    for path, imported in subject.whole.imports():
        reached = path == entry or subject.signals.reach.reached.get(path)
        if imported.level or not reached:
            continue
        if path != entry and subject.whole.definition_around(path, imported.start) is not None:
            continue  # a helper that knows how to ask for another library's weights
        terms = matcher.by_symbol(imported.qualified or imported.module)
        if path != entry:
            terms = tuple(term for term in terms if term in used)
        where = Evidence(path, imported.line, imported.line)
        weight = 0.97 if path == entry else _BESIDE
        if path != entry and not derived.isdisjoint(terms):
            weight = _DERIVED
        if path != entry and subject.signals.reading(path).serves_any_backend:
            continue
        if path == entry and imported.qualified.startswith("tensorflow.keras"):
            found += [
                Sign(term, SignKind.SYMBOL, weight, where)
                for term in matcher.by_symbol("tensorflow")
            ]
        found += [Sign(term, SignKind.SYMBOL, weight, where) for term in terms]
    yield from sorted(found, key=lambda sign: (-sign.weight, sign.evidence))


def _used_terms(subject: Subject, matcher: TermMatcher) -> frozenset[str]:
    """Frameworks of which reached code uses anything: importing a helper is not using all of it."""
    signals = subject.signals
    found = {term for name in signals.first_calls for term in matcher.by_symbol(name)}
    for path in signals.paths:
        reading = signals.reading(path)
        names = [base for one in reading.classes for base in one.bases]
        names += [mention.qualified for mention in reading.decorating]
        found |= {term for name in names for term in matcher.by_symbol(name)}
    return frozenset(found)


def _backend(subject: Subject) -> Iterator[Sign]:
    """The library that Keras is told to run on: ``os.environ["KERAS_BACKEND"] = "jax"``."""
    signals = subject.signals
    for path in signals.paths:
        facts = signals.reading(path).facts
        told = [
            (found.value, found.line)
            for found in facts.assignments
            if found.target.startswith("os.environ[") and _BACKEND_NAME in found.target
        ]
        told += [
            (call.arguments.rpartition(",")[2], call.first_line)
            for call in facts.calls
            if call.callee == "os.environ.setdefault" and _BACKEND_NAME in call.arguments
        ]
        for value, line in told:
            if term := _KERAS_BACKENDS.get(str(literal(value).value)):
                yield Sign(term, SignKind.NAMED, 0.9, Evidence(path, line, line))


def _used(subject: Subject) -> Iterator[Sign]:
    """``tf.keras`` is Keras although only TensorFlow is imported."""
    matcher = subject.signals.matcher(FACET)
    if matcher is None:
        return
    for qualified, call in subject.signals.first_calls.items():
        if canonical(qualified).startswith("keras.") and not qualified.startswith("keras."):
            for term in matcher.by_symbol(qualified):
                yield Sign(term, SignKind.SYMBOL, 0.9, call.lines)
    calls = subject.signals.calls
    models = any(name.startswith("transformers.TF") for name in subject.signals.first_calls)
    fitted = next((c for c in calls if c.call.callee.endswith(".fit")), None)
    if models and fitted and any(c.call.callee.endswith(".compile") for c in calls):
        yield Sign("keras", SignKind.SYMBOL, 0.85, fitted.lines)


def _below_transformers(subject: Subject) -> Iterator[Sign]:
    """The library that a Transformers model runs on shows in the name of its class."""
    models = {
        name.split(".")[1]: call
        for name, call in subject.signals.first_calls.items()
        if name.startswith("transformers.") and _MODEL.search(name.split(".")[1])
    }
    for name in sorted(models, key=lambda name: not name.startswith(("TF", "Flax"))):
        below = {"TF": ("tensorflow",), "Fl": ("flax", "jax")}.get(name[:2], ("pytorch",))
        for term in below:
            yield Sign(term, SignKind.IMPLIED, 0.85, models[name].lines)
        return


def _below_others(subject: Subject, hits: Mapping[str, Sign]) -> Iterator[Sign]:
    """PyTorch, where all that is imported stands on it."""
    for term, sign in sorted(hits.items()):
        if term in _BUILT_ON_TORCH:
            yield Sign("pytorch", SignKind.IMPLIED, _BY_WHAT_STANDS_ON_IT, sign.evidence)
            return
    entry = subject.template.path
    for path, imported in subject.whole.imports():
        if path == entry and imported.qualified.partition(".")[0] in _TORCH_ONLY:
            where = Evidence(path, imported.line, imported.line)
            yield Sign("pytorch", SignKind.IMPLIED, _BY_WHAT_STANDS_ON_IT, where)
            return


def _trains_torch(subject: Subject) -> bool:
    """Whether networks or optimisers of PyTorch are used, and not its data loaders alone."""
    signals = subject.signals
    if any(_TRAINS_TORCH.match(name) for name in signals.first_calls):
        return True
    return any(
        _TRAINS_TORCH.match(base)
        for path in signals.paths
        for one in signals.reading(path).classes
        for base in one.bases
    )


def _trains_tensorflow(subject: Subject) -> bool:
    return any(
        canonical(name).startswith((*_TRAINS, "keras.") if name.startswith(_INSIDE) else _TRAINS)
        for name in subject.signals.first_calls
    )


def _loads_data_only(subject: Subject, term: str) -> bool:
    root = _LOADERS.get(term)
    if root is None:
        return False
    used = [name for name in subject.signals.first_calls if name.startswith(root)]
    return bool(used) and all(canonical(name).startswith(_DATA_ONLY) for name in used)
