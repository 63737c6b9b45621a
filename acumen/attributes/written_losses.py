"""Losses that a program writes out in arithmetic instead of calling one by its name.

Each is known by the form of its formula. Where the form alone could mean something else too, it
counts only under a name that speaks of a loss.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from acumen.attributes.signs import Sign, SignKind
from acumen.domain.evidence import Evidence
from acumen.domain.facts import Call, ModuleFacts
from acumen.syntax.arguments import split_arguments
from acumen.syntax.scopes import Scopes

if TYPE_CHECKING:
    from acumen.attributes.signals import Signals

WRITTEN_OUT: Final = 0.75
_SURELY: Final = 0.8
_SPEAKS: Final = re.compile(
    r"\w*(loss|cost|mse|error|objective|nll|neg_?log)\w*|neg\w*likelihood", re.IGNORECASE
)
_OPERATES: Final = re.compile(r"[-*]|square|\babs\(|\blog\(")
_NO_SQUARE: Final = re.compile(
    r"kld?|diverg|logvar|log_var|sigma|std|margin|relu|clamp|hinge|maximum|sqrt|temperature"
    r"|distill|\balpha\b",
    re.IGNORECASE,
)
_LAMBDA: Final = re.compile(r"\b\w*loss\w*\s*=\s*lambda\b[^:]{0,120}:(.{1,200})", re.DOTALL)
_GAUSSIAN: Final = (
    r"\b1\.?0?\s*\+\s*[\w.\[\]()*\s]{0,30}"
    r"(?:log_?var\w*|log_?sigma\w*|log_?std\w*|lv\b|log\([\w.\s]{0,30}(?:var|sigma|std))"
    r"[^=]{0,60}-"
)
_NOISES: Final = re.compile(r"noise|\beps\w*|epsilon", re.IGNORECASE)
_COMPARES: Final = re.compile(r"(?i)\w*(mse|l1|l2|huber|loss|criterion|objective|squared_error)\w*")
_ARITHMETIC: Final = re.compile(r"[-+]|square|\.T\b|\.t\(|transpose")
_LOG_CHANCE: Final = (
    r"(?:\w+\.)*(?:[a-z]+_)?(?:log_?(?:prob|lik|px|p)\w*|ll|log_?pdf)\b(?:\([\w.,= \[\]]*\))?"
)
_MEAN: Final = r"(?:\w+\.)*(?:reduce_)?mean"
_RIGHT_CLASS: Final = r"\w*(?:y|label|target|one_?hot|true)\w*"
_LOG_OF_IT: Final = r"[\w.]*log(?:_?p\w*|_softmax)?\b"
_OF_FEATURES: Final = re.compile(r"(?i)(?:content|percept\w*|vgg|style)_?loss(?:_\w+)?")
_TWO: Final = 2


@dataclass(frozen=True, slots=True)
class _Form:
    """What a formula looks like. ``under_loss``: only under a name that speaks of a loss."""

    loss: str
    pattern: re.Pattern[str]
    under_loss: bool = True
    weight: float = WRITTEN_OUT
    unless: re.Pattern[str] | None = None
    target: re.Pattern[str] | None = None  # what it must be assigned to


_FORMS: Final = (
    _Form(
        "mean-squared-error",
        re.compile(
            r"\b(?:pow|power)\(\s*[\w.\[\]]+(?:\([\w., ]*\))?\s*-[^=]{1,60},\s*2\b"
            r"|squared_difference\("
        ),
        unless=_NO_SQUARE,
    ),
    _Form(
        "cross-entropy",
        re.compile(
            rf"-\s*[\w.]*(?:sum|mean)\(.{{0,60}}\b{_RIGHT_CLASS}[^=]{{0,30}}\*\s*{_LOG_OF_IT}"
            rf"|-\s*[\w.]*(?:sum|mean)\(\s*{_LOG_OF_IT}[^=]{{0,40}}\*\s*{_RIGHT_CLASS}"
        ),
        unless=re.compile(r"adv|reward|return|1\.?0?\s*-", re.IGNORECASE),
    ),
    _Form(
        "focal",
        re.compile(
            r"\(\s*1\.?0?\s*-\s*\w*p\w*\s*\)\s*\*\*\s*[\w.]*(?:gamma|focus)"
            r"|pow\(\s*1\.?0?\s*-\s*\w*p\w*\s*,\s*[\w.]*gamma"
        ),
        under_loss=False,
    ),
    _Form("dice", re.compile(r"\b1\.?0?\s*-\s*\(*\s*2\.?0?\s*\*\s*\w*inter")),
    _Form("huber", re.compile(r"\bwhere\(.{1,80}\b0?\.5\s*\*")),
    _Form(
        "bpr",
        re.compile(r"(?i)(?:log_?|log\([\w.]*)sigmoid\(\s*\w*pos\w*\s*-\s*\w*neg"),
        under_loss=False,
    ),
    _Form("nce", re.compile(r"(?i)log_?sigmoid\(\s*-\s*\w*neg"), under_loss=False),
    _Form(
        "triplet",
        re.compile(
            r"(?i)\b(?:relu|clamp|max\w*|clip)\(.{0,30}\b\w*pos\w*\s*-\s*\w*neg\w*\s*\+"
            r"|\bmargin\w*\s*\+\s*\w*pos\w*\s*-\s*\w*neg"
        ),
        under_loss=False,
    ),
    _Form(
        "elbo",
        re.compile(
            r"(?i)\b\w*(?:recon|rec|bce|nll|reproduction|likelihood)\w*\s*\+\s*[\w.*\s]{0,24}\bkl"
            r"|-\s*\w*log_?p\w*\s*\+\s*[\w.*\s]{0,24}\w*kl"
        ),
    ),
    _Form(
        "noise-prediction",
        re.compile(
            r"(?i)(?:\b(?:noise|eps\w*)\s*-\s*\w*(?:pred|eps|noise|model|out)\w*"
            r"|\w*(?:pred|eps_?theta|out)\w*(?:\([^()]*\))?\s*[-+]\s*(?:noise|eps|epsilon)\b)"
            r".{0,40}(?:\*\*\s*2|square|pow)|square\(\s*(?:noise|eps)\w*\s*-"
        ),
        under_loss=False,
    ),
    _Form(
        "mean-squared-error",
        re.compile(r"-[^=]{1,80}\)\s*(\*\*\s*2\b|\.pow\(\s*2)|\bsquare\(\s*[\w.\[\]]+\s*-\s"),
        unless=_NO_SQUARE,
    ),
    _Form(
        "mean-absolute-error",
        re.compile(r"\babs\(\s*[\w.\[\]]+(?:\([\w., ]*\))?\s*-|-[^()=]{1,60}\)\.abs\("),
    ),
    _Form(
        "binary-cross-entropy",
        re.compile(
            r"\(\s*1\.?0?\s*-\s*[\w.\[\]]+\s*\)\s*\*\s*[\w.]*log\(\s*(?:1\b|[\w.+\s]{0,12}1\.?0?\s*-)"
        ),
        under_loss=False,
        weight=_SURELY,
    ),
    _Form(
        "mean-squared-error",
        re.compile(
            r"\b[\w.]*(?:err(?:or)?s?|diff\w*|deltas?|residuals?)\s*(?:\*\*\s*2\b|\.pow\(\s*2)"
            r"|\bsquare\(\s*[\w.]*(?:err(?:or)?s?|diff\w*|deltas?|residuals?)\s*\)"
        ),
        unless=_NO_SQUARE,
    ),
    _Form(
        "wasserstein",
        re.compile(
            rf"-\s*{_MEAN}\(\s*[\w.]*(?:real|valid)[^=]{{0,60}}\+\s*{_MEAN}\(\s*[\w.]*(?:fake|gen)"
            rf"|{_MEAN}\(\s*[\w.]*(?:fake|gen)[^=]{{0,60}}-\s*{_MEAN}\(\s*[\w.]*(?:real|valid)"
            rf"|{_MEAN}\(\s*[\w.]*fake[\w.()\[\]]*\s*-\s*[\w.]*real"
            r"|\bfake_(?:scores?|logits?|validity)\w*\s*-\s*real_"
        ),
    ),
    _Form(  # weights of a critic whose slope is kept near one
        "wasserstein",
        re.compile(r"norm\(.{0,60}?\)\s*-\s*1\.?0?\s*\)\s*(?:\*\*\s*2|\.(?:pow|square)\()"),
        under_loss=False,
    ),
    _Form(
        "wasserstein",
        re.compile(
            r"(?i)^[\w.]*(?:err|loss|cost)\w*real\w*(?:\.\w+\(\))?\s*-\s*[\w.]*fake\w*(?:\.\w+\(\))?$"
        ),
    ),
    _Form(
        "policy-gradient-loss",
        re.compile(r"^\s*\(?\s*-|\b\w*(?:alpha|log_?p)\w*\b.{0,40}-|-\s*[\w.]*(?:mean|sum)\("),
        under_loss=False,
        target=re.compile(
            r"(?i)(?:actor|policy|pi)_?(?:loss|objective)\w*|loss_(?:actor|policy|pi)"
        ),
    ),
    _Form(
        "kl-divergence",
        re.compile(r"log\(|log_?var|log_?sigma|log_?std|log_?prob"),
        under_loss=False,
        target=re.compile(r"(?i)_*(?:sample_)?(?:kld?|kl_?div\w*|kl_?loss|kl_?term|latent_kl)_*"),
    ),
    _Form(
        "kl-divergence",
        re.compile(r"\b(\w+)\s*\*\s*[\w.]*log\(\s*\1\s*[*/]"),
        under_loss=False,
    ),
    _Form(
        "elbo",
        re.compile(r"(?i)\b\w*(?:likelihood|recon\w*|log_?p\w*)\s*[-+]\s*[\w.*\s]{0,24}\w*kl"),
        under_loss=False,
        target=re.compile(r"(?i)(?:neg\w*_?)?(?:elbo|elob|lower_?bound)\w*"),
    ),
    _Form(
        "cross-entropy",
        re.compile(
            rf"-\s*\(\s*{_RIGHT_CLASS}\s*\*\s*{_LOG_OF_IT}|-\s*\(\s*{_LOG_OF_IT}\s*\*\s*{_RIGHT_CLASS}"
        ),
        under_loss=False,
        target=re.compile(r"(?i)\w*(?:xent|cross_?ent\w*|ce|loss|nll)\w*"),
        unless=re.compile(r"adv|reward|return|1\.?0?\s*-", re.IGNORECASE),
    ),
    _Form("kl-divergence", re.compile(_GAUSSIAN), under_loss=False, weight=_SURELY),
    _Form("elbo", re.compile(_GAUSSIAN), under_loss=False),
    _Form(
        "ssim",
        re.compile(r"\b1\.?0?\s*-\s*[\w.]*ssim\w*\("),
        under_loss=False,
        weight=_SURELY,
        target=re.compile(r"\w*(ssim|loss)\w*"),
    ),
    _Form("ssim", re.compile(r"-\s*[\w.]*ssim\("), weight=_SURELY),
    _Form(
        "negative-log-likelihood",
        re.compile(
            r"\blog\(\s*(?:2\.?0?\s*\*\s*(?:\w+\.)*(?:pi|PI)|(?:\w+\.)*(?:pi|PI)\s*\*\s*2)\b.{0,120}"
            r"(?:\*\*\s*2|\bsquare\(|\.pow\()"
        ),
    ),
    _Form(
        "cross-entropy",
        re.compile(r"-\s*[\w.]*(?:mean|sum)\(\s*\w+\[\s*(?:[\w.]*range|[\w.]*arange)\("),
        weight=_SURELY,
    ),
    _Form("cross-entropy", re.compile(r"-\s*\w*log\w*(?:\[[^\]]*\])?\.gather\(")),
    _Form("hinge", re.compile(r"\b(?:relu|ReLU\(\))\(\s*1\.?0?\s*[-+]")),
    _Form(
        "policy-gradient-loss",
        re.compile(
            r"-.{0,60}\b\w*log_?p\w*[\w.()\[\]]{0,30}\s*\*\s*[\w.\[\]()]{0,30}"
            r"(?:adv|reward|return|delta|td_error|\bG\b|\bR\b)"
            r"|-.{0,60}(?:adv|reward|return|delta)\w*[\w.()\[\]]{0,30}\s*\*\s*[\w.]*log_?p"
        ),
        weight=_SURELY,
    ),
    _Form(
        "negative-log-likelihood",
        re.compile(
            rf"-\s*[\w.]*(?:mean|sum)\(\s*{_LOG_CHANCE}\s*[,)]"
            rf"|-\s*{_LOG_CHANCE}\.(?:mean|sum)\("
            rf"|\(\s*-\s*{_LOG_CHANCE}\s*\)\.(?:mean|sum)\("
        ),
        unless=re.compile(r"adv|reward|return|entropy|\balpha\b|kl", re.IGNORECASE),
    ),
    _Form(  # what a chain of invertible steps makes of a density
        "negative-log-likelihood",
        re.compile(
            r"(?i)-\s*\(?[\w.\s+]{0,60}\b\w*log_?(?:abs_?)?(?:det|px|p_x)\w*"
            r"|-\s*[\w.]*(?:log_?)?(?:sum_?exp|logsumexp)\("
        ),
        unless=re.compile(r"adv|reward|return|sim|temp|pos|energy", re.IGNORECASE),
    ),
    _Form(  # of a random field, which gives the logarithm of its own chance
        "negative-log-likelihood",
        re.compile(r"(?i)-\s*(?:1\.?0?\s*\*\s*)?(?:self\.)?\w*crf\w*\(|-\s*1\s*\*\s*crf_loss"),
        under_loss=False,
    ),
    _Form(
        "perceptual",
        re.compile(r"\w"),
        under_loss=False,
        target=_OF_FEATURES,
        unless=re.compile(r"^\W*(?:0|None|\[|AverageMeter|[\w.]*\bzeros)"),
    ),
    _Form(
        "mean-squared-error",
        re.compile(
            r"(?i)\b\w*(?:td|value|value_pred|v|critic)_?errors?\s*(?:\*\*\s*2\b|\.pow\(\s*2)"
        ),
        under_loss=False,
        target=re.compile(r"(?i)\w*(?:critic|value|vf|v|td|baseline)_?loss\w*"),
    ),
    _Form(
        "dice",
        re.compile(
            r"\(?\b1\.?0?\s*-\s*\w*(iou|dice|jaccard)\w*(\)\s*\.(mean|sum)\(|\s*\)?\s*$|\()"
        ),
    ),
    _Form(
        "contrastive",
        re.compile(
            r"(?i)(feature|embed|proj|repr|latent|\bz\w?\b|_z\b|norm)[\w.\[\]]*"
            r".{0,60}(\.T\b|\.t\(\)|transpose_b\s*=\s*True|\btranspose\([\w.]+\)).{0,60}"
            r"(/|\*)\s*[\w.]*(temp|tau|scale|exp)"
        ),
        under_loss=False,
    ),
    _Form(
        "temporal-difference",
        re.compile(
            r"\b\w*(reward|rew)\w*\b.{0,40}\+.{0,80}\b(\w+\.)*\w*(gamma|discount)\w*\b"
            r"|\br\w*\s*\+.{0,60}\b(\w+\.)*(gamma|discount)\w*\b"
        ),
        under_loss=False,
        unless=re.compile(r"-\s*(\w+\.)*\w*values?\b|return", re.IGNORECASE),
        target=re.compile(r"(?i)\w*(q|target|expected)\w*|y|ys|y_batch"),
    ),
    _Form(
        "temporal-difference",
        re.compile(
            r"(?i)\b(?:\w+\.)*(?:target_q|q_target)\w*\s*-\s*(?:\w+\.)*q|\bq_\w*\s*-\s*(?:\w+\.)*(?:target_q|q_target)"
        ),
        under_loss=False,
    ),
)


def written_losses(signals: Signals) -> Iterator[Sign]:
    """The losses that reached code writes out, each where it stands first."""
    seen: set[str] = set()
    for path in signals.paths:
        for loss, weight, start, line in signals.reading(path).read_facts(_formulas):
            if loss not in seen and signals.runs(path, start, line):
                seen.add(loss)
                yield Sign(loss, SignKind.NAME, weight, Evidence(path, line, line))
    for call, _ in signals.read_calls(compares_noise):
        line = call.call.first_line
        where = Evidence(call.path, line, line)
        yield Sign("noise-prediction", SignKind.NAME, _SURELY, where)
        return


def losses_by_hand(signals: Signals) -> Iterator[tuple[Evidence, str]]:
    """Reached assignments to a name that speaks of a loss, and what such a function gives."""
    for path in signals.paths:
        for start, line, value in signals.reading(path).read_facts(_named_losses):
            if signals.runs(path, start, line):
                yield Evidence(path, line, line), value


def compares_noise(_: str, call: Call) -> bool:
    """``mse(noise, predicted_noise)``: what was added is compared with what was guessed."""
    if not _COMPARES.fullmatch(call.callee.rpartition(".")[2]):
        return False
    given = split_arguments(call.arguments)[:_TWO]
    return len(given) == _TWO and all(_NOISES.search(argument.text) for argument in given)


def _formulas(facts: ModuleFacts) -> tuple[tuple[str, float, int, int], ...]:
    """(loss, weight, start, line) of every formula of the module."""
    named = {start for start, _, _ in _named_losses(facts)}
    places = [(a.start, a.line, a.value, a.target) for a in facts.assignments]
    places += [(given.start, given.line, given.value, "") for given in facts.returns]
    known = {start for start, _, _, _ in places}
    places += [(*place, "") for place in _named_losses(facts) if place[0] not in known]
    found = []
    for start, line, value, target in places:
        if not _ARITHMETIC.search(value) and not _OF_FEATURES.fullmatch(target):
            continue
        for form in _FORMS:
            if form.under_loss and start not in named:
                continue
            if form.target is not None and not form.target.fullmatch(target.rpartition(".")[2]):
                continue
            if form.pattern.search(value) and not (form.unless and form.unless.search(value)):
                found.append((form.loss, form.weight, start, line))
    return tuple(sorted(found, key=lambda one: one[2]))


def _lambdas(facts: ModuleFacts) -> frozenset[int]:
    return frozenset(
        call.start
        for call in facts.calls
        if "lambda" in call.arguments and "loss" in call.arguments
    )


def _named_losses(facts: ModuleFacts) -> tuple[tuple[int, int, str], ...]:
    """(start, line, value) of what is assigned or returned under the name of a loss."""
    scopes = Scopes(facts.definitions)
    found = []
    for assigned in facts.assignments:
        named = _SPEAKS.fullmatch(assigned.target.rpartition(".")[2]) is not None
        if named or (
            _OPERATES.search(assigned.value) and _in_a_loss(facts, scopes, assigned.start)
        ):
            found.append((assigned.start, assigned.line, assigned.value))
    found += [
        (given.start, given.line, given.value)
        for given in facts.returns
        if _OPERATES.search(given.value) and _in_a_loss(facts, scopes, given.start)
    ]
    found += [
        (call.start, call.first_line, call.arguments)
        for call in facts.calls
        if call.callee.endswith(".append") and _SPEAKS.fullmatch(call.callee[: -len(".append")])
    ]
    starts = _lambdas(facts)
    for call in facts.calls if starts else ():
        if call.start in starts:
            for value in _LAMBDA.findall(call.arguments):
                found.append((call.start, call.first_line, value))
    return tuple(found)


def _in_a_loss(facts: ModuleFacts, scopes: Scopes, start: int) -> bool:
    """Whether ``start`` stands in a function that is named like a loss."""
    around = scopes.at(start)
    name = facts.definitions[around].name if around >= 0 else ""
    return _SPEAKS.fullmatch(name.rpartition(".")[2]) is not None
