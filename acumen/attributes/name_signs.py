"""What names say: of classes and functions that are reached, of what is imported, of loaders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from acumen.attributes.matching import TermMatcher
from acumen.attributes.signs import WEIGHTS, Sign, SignKind
from acumen.domain.attribute import Facet
from acumen.domain.evidence import Evidence
from acumen.domain.facts import Call, Import
from acumen.syntax.frameworks import FRAMEWORKS

if TYPE_CHECKING:
    from acumen.attributes.signals import Signals

_NO_NETWORKS: Final = ("sklearn.",)  # its classes judge or prepare, and are named like networks
_BUILDS_NOTHING: Final = re.compile(  # functions about a network, and classes beside one
    r"_*(plot|show|display|draw|print|visuali[sz]e|sample|test|compute|calc|calculate|log|save|check"
    r"|compare|convert|preprocess|prepare|download|tokenize|decode|denormalize)(_\w*)?"
    r"|[a-z_]\w*_(loss|losses|params|config|configs|metrics?|scores?|accuracy|dataset|tokenizer)"
    r"|\w+(Embeddings?|Config|Configs|Loss|Dataset|Tokenizer|Callback|Processor|Collator)"
)
_NO_DATA: Final = re.compile(  # names that speak of a form, a measure or a look
    r"(?i)(eval|format|convert|annotation|_(as|to|from)_|style|palette|colou?r|class(es)?$|labels?$"
    r"|metric|weights|pretrain|preprocess|normali[sz]e|mean$|std$|2coco|2voc|to_?coco|to_?voc|api|parse_rec)"
)
_MADE_UP: Final = frozenset({"synthetic", "fake-data"})  # a loader beside that of real data
_LOADS: Final = re.compile(
    r"(?i)_*(load|get|make|read|build|create|prepare|fetch|setup|download|gen|generate|init)\w*"
    r"|\w*(data|dataset|datamodule|loaders?|corpus|env)\w*"
)
_LOSS_FIRST: Final = re.compile(r"_*(?:compute_|get_|calc_)?loss_(?:of_|fn_)?([a-z]\w*)")
_NO_LOSS: Final = re.compile(
    r"(names?|list|masks?|weights?|miner|pairs?|labels?|metrics?|accuracy|utils?|sampl\w*|log)(_|$)"
)
_LOSSES: Final = frozenset(  # that are called so and nothing else
    {
        "negative_log_likelihood",
        "binary_crossentropy",
        "categorical_crossentropy",
        "mean_squared_error",
    }
)
_OF_LOSSES: Final = frozenset({"loss", "losses", "objectives", "criterions"})  # modules
_OF_OPTIMISERS: Final = re.compile(r"(?:^|[._])optim(?:i[sz]ers?|i[sz]ation|s)?(?:[._]|$)")
_MAKES_DATA: Final = re.compile(
    r"_*(?:simulate\w*|(?:generate|gen|make|create|draw)_\w*(?:data|dataset|samples?|points|toy)\w*)"
)
_JUDGES: Final = re.compile(
    r"(^|/)(metrics?|eval|evaluation|evaluators?|scor(es?|ing)|\w*fid|fid\w*|inception_(score|utils|metrics?))(/|\.py$)"
)


def name_signs(signals: Signals, terms: TermMatcher) -> Iterator[Sign]:
    """What reached classes and functions, imports of ones own and loaders are named after."""
    networks = terms.vocabulary.facet is Facet.ARCHITECTURE
    data = terms.vocabulary.facet is Facet.DATASET
    for name, where in signals.names:
        if networks and (
            _BUILDS_NOTHING.fullmatch(name) or makes_data(name) or _JUDGES.search(where.path)
        ):
            continue
        if data and _NO_DATA.search(name):
            continue
        for term in terms.by_name(name):
            yield Sign(term, SignKind.NAME, WEIGHTS[SignKind.NAME], where)
    for bound in _own_imports(signals):
        last = bound.qualified.rpartition(".")[2]
        if networks and (
            _BUILDS_NOTHING.fullmatch(last) or makes_data(last) or _judges(bound.qualified)
        ):
            continue
        for term in terms.by_name(last):
            where = Evidence(signals.entry, bound.line, bound.line)
            yield Sign(term, SignKind.NAME, WEIGHTS[SignKind.NAME], where)
    if data:
        for bound in _own_imports(signals, classes=False):
            module = (bound.module or bound.qualified).rpartition(".")[2]
            for term in terms.by_name(module) if not _NO_DATA.search(module) else ():
                where = Evidence(signals.entry, bound.line, bound.line)
                yield Sign(term, SignKind.IMPORTED, WEIGHTS[SignKind.IMPORTED], where)
        for call, name in signals.read_calls(own_loader):
            for term in terms.by_name(name) if call.path == signals.entry else ():
                if term not in _MADE_UP:
                    yield Sign(term, SignKind.NAME, WEIGHTS[SignKind.NAME], call.lines)
    for qualified, name, call in signals.foreign_classes:
        beside = _BUILDS_NOTHING.fullmatch(name) or _judges(qualified, call.path)
        if qualified.startswith(_NO_NETWORKS) or (networks and beside):
            continue
        named = terms.by_name(name)
        if named and not terms.by_symbol(qualified):
            for term in named:
                kind = SignKind.IMPORTED
                yield Sign(term, kind, WEIGHTS[kind], call.lines)
    if terms.vocabulary.facet is Facet.OPTIMIZER:
        yield from _optimisers(signals, terms)
    if terms.vocabulary.facet is Facet.LOSS:
        yield from _methods(signals, terms)
        for call, name in signals.read_calls(unknown_loss):
            for term in terms.by_name(name):
                yield Sign(term, SignKind.IMPORTED, WEIGHTS[SignKind.IMPORTED], call.lines)
    for term in terms.by_names_together(signals.spoken):
        kind = SignKind.TOGETHER
        yield Sign(term, kind, WEIGHTS[kind], signals.entry_line)


def _optimisers(signals: Signals, terms: TermMatcher) -> Iterator[Sign]:
    """Classes of packages that are called like an optimiser and stand among optimisers."""
    for qualified, name, call in signals.foreign_classes:
        if _OF_OPTIMISERS.search(qualified.rpartition(".")[0]) and not terms.by_symbol(qualified):
            for term in terms.by_string(name.lower()):
                yield Sign(term, SignKind.IMPORTED, WEIGHTS[SignKind.IMPORTED], call.lines)


def _methods(signals: Signals, terms: TermMatcher) -> Iterator[Sign]:
    """What methods of reached classes are named after: ``self._hinge_loss``."""
    for path in signals.paths:
        for definition in signals.reading(path).methods:
            named = terms.by_name(_as_loss(definition.name.rpartition(".")[2]))
            if named and signals.runs(path, definition.start, definition.first_line):
                where = Evidence(path, definition.first_line, definition.first_line)
                for term in named:
                    yield Sign(term, SignKind.NAME, WEIGHTS[SignKind.NAME], where)


def _as_loss(name: str) -> str:
    """``loss_perceptual`` in the order that such names mostly have."""
    found = _LOSS_FIRST.fullmatch(name)
    return f"{found[1]}_loss" if found is not None else name


def _own_imports(signals: Signals, *, classes: bool = True) -> Iterator[Import]:
    """What the entry imports from its own repository and uses."""
    facts = signals.entry_facts
    for bound in facts.imports if facts is not None else ():
        own = bound.level > 0 or bound.qualified.partition(".")[0] in signals.own_names
        last = bound.qualified.rpartition(".")[2]
        if own and (last[:1].isupper() or not classes) and last in signals.reach.mentioned:
            yield bound


def makes_data(name: str) -> bool:
    """Whether a function is named after data that it makes up, or takes features for."""
    return _MAKES_DATA.fullmatch(name) is not None


def judges_others(path: str) -> bool:
    """Whether the module at ``path`` measures other networks."""
    return _JUDGES.search(path) is not None


def _judges(qualified: str, path: str = "") -> bool:
    """Whether a name, or the module at ``path``, belongs to what measures other networks."""
    origin = f"{qualified.rpartition('.')[0].replace('.', '/')}.py"
    return bool(_JUDGES.search(origin) or _JUDGES.search(path))


def unknown_loss(qualified: str, call: Call) -> str:
    """The name of a loss function that is called from who knows where: ``losses.triplet_loss``."""
    name = call.callee.rpartition(".")[2]
    known = qualified.partition(".")[0] in FRAMEWORKS or qualified.startswith(".")
    if known or not name.islower():
        return ""
    if name.endswith("_loss") or name in _LOSSES:
        return name
    of_losses = call.callee.rpartition(".")[0].rpartition(".")[2] in _OF_LOSSES
    return f"{name}_loss" if of_losses and not _NO_LOSS.search(name) else ""


def own_loader(qualified: str, call: Call) -> str:
    """The name of a function or class that is called to load data and stands in no framework."""
    name = call.callee.rpartition(".")[2]
    foreign = qualified.partition(".")[0] in FRAMEWORKS
    return name if not foreign and _LOADS.fullmatch(name) and not _NO_DATA.search(name) else ""
