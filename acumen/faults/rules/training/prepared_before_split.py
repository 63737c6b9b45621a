"""What prepares the data has seen the data that is held out.

A scaler, imputer or selection of features that is fitted before the split, or fitted again on the
test data, carries the test data's figures into training, or gives the two parts different scales.
Scores come out better, or worse, than the model is.

Bad:

    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import StandardScaler
    scaler = StandardScaler()
    x = scaler.fit_transform(x)
    x_train, x_test, y_train, y_test = train_test_split(x, y)

Good:

    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import StandardScaler
    x_train, x_test, y_train, y_test = train_test_split(x, y)
    scaler = StandardScaler()
    x_train = scaler.fit_transform(x_train)
    x_test = scaler.transform(x_test)

What only names categories or works on each row by itself is left alone. Blind to splits inside a
function of the program and to data that goes through a file.

Sources: the scikit-learn user guide, on common pitfalls.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.evidence import Evidence
from acumen.domain.facts import Assignment
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.flow import first_name, keeper, names_in, same_round, unchanged
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.arguments import split_top_level
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU314",
    name="prepared-before-split",
    kind=RuleKind.FAULT,
    leaves=("training.valid.split", "training.prep.wrong"),
    frameworks=("sklearn",),
    confidence=Confidence.HIGH,
    fix="Split first; fit on the training part only, and transform the other parts.",
)

_LEARNT = re.compile(
    r"sklearn\.(?:preprocessing|decomposition|impute|feature_selection|feature_extraction\.text)"
    r"(?:\.\w+)*\.(?:StandardScaler|MinMaxScaler|MaxAbsScaler|RobustScaler|QuantileTransformer"
    r"|PowerTransformer|KBinsDiscretizer|TargetEncoder|Imputer|SimpleImputer|KNNImputer|PCA|KernelPCA"
    r"|IncrementalPCA|SparsePCA|TruncatedSVD|FastICA|NMF|FactorAnalysis|SelectKBest|SelectPercentile"
    r"|SelectFromModel|RFE|RFECV|VarianceThreshold|TfidfVectorizer|TfidfTransformer)"
    r"\.(fit|fit_transform)$"
)
_SPLITS = ("sklearn.model_selection.train_test_split", "sklearn.cross_validation.train_test_split")
_PART = re.compile(r"(?:^|[^a-z])(train|tr|test|te|val|valid|validation|dev|eval)", re.IGNORECASE)
_TRAIN = re.compile(r"(?:^|[^a-z])(?:train|tr(?:n|_|$))", re.IGNORECASE)
_HELD_OUT = re.compile(r"(?:^|[^a-z])(?:test|te_|val|dev_|eval|holdout)", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=^[XxYyZz])(?=[Tt]rain|[Tt]est|[Vv]al)")
_JOINED = re.compile(  # x[: len(train)], x[train.shape[0] :]
    r"\[[^\[\]]*(?:len\(\w*(?:train|test)|(?:train|test)\w*\.shape)", re.IGNORECASE
)
_COUNTED = re.compile(r"\[\s*(?::\s*-?\d+|-?\d+\s*:)\s*[\],]")  # x[:30000]
_DRAWS = re.compile(r"^(?:plt|sns|ax\w*|fig\w*)\.|plot|scatter|print$|imshow")
_MODULES = frozenset({"np", "numpy", "pd", "pandas", "tf", "torch"})


def check(subject: Subject) -> Iterator[Finding]:
    for method in ("fit_transform", "fit"):
        for site in subject.methods(method):
            if _LEARNT.match(site.qualified):
                yield from _judge(subject, site, method)


def _judge(subject: Subject, site: ResolvedCall, method: str) -> Iterator[Finding]:
    data = subject.argument(site, "X", 0) or subject.argument(site, "raw_documents", 0)
    name = _data_name(data)
    shown = f"{site.call.callee.rpartition('(')[0] or site.call.callee}({data[:40]})"
    if not name:
        yield RULE.unknown("what it is fitted on is not followed", at(site))
        return
    if _held_out(name):
        yield from _fitted_on_test(subject, site, data, shown)
        return
    if _of_training(name) or _TRAIN.search(_spaced(data)):
        yield RULE.absent(f"{shown} is fitted on the training part", at(site))
        return
    kept = _results(subject, site, method)
    words = "feature_extraction.text" in site.qualified
    split = next(
        (found for item in kept for found in _splits(subject, site.path, item, words=words)), None
    )
    if split is not None:
        what, place = split
        yield RULE.present(f"{shown} is fitted before the split of {what}", at(site), place)
    else:
        yield RULE.unknown("whether the data is split afterwards is not seen", at(site))


def _data_name(text: str) -> str:
    """``x`` of ``np.expand_dims(x, -1)`` and of ``x[["a", "b"]]``."""
    return next((name for name in names_in(text) if name not in _MODULES), "")


def _spaced(name: str) -> str:
    return _CAMEL.sub("_", name)


def _held_out(name: str) -> bool:
    spaced = _spaced(name)
    return bool(_HELD_OUT.search(spaced)) and not _TRAIN.search(spaced)


def _of_training(name: str) -> bool:
    return bool(_TRAIN.search(_spaced(name)))


def _fitted_on_test(
    subject: Subject, site: ResolvedCall, tested: str, shown: str
) -> Iterator[Finding]:
    """The test data is fitted on its own although the same thing was fitted on the training."""
    kind = site.qualified.rpartition(".")[0]
    for other in subject.methods("fit_transform", "fit"):
        if other.call is site.call or other.path != site.path:
            continue
        if other.qualified.rpartition(".")[0] != kind:
            continue
        data = subject.argument(other, "X", 0) or subject.argument(other, "raw_documents", 0)
        if _of_training(_data_name(data)) and _same_data(data, tested):
            if _is_drawn(subject, site):
                break
            yield RULE.present(f"{shown} is fitted anew on data that is held out", at(site))
            return
    yield RULE.unknown("nothing of the kind is seen to be fitted on training data", at(site))


def _is_drawn(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the result is only shown in a picture, where nothing is judged."""
    kept = keeper(subject, site)
    if kept is None or not kept.target.isidentifier():
        return False
    end = subject.span_around(site.path, site.call.start)[1]
    readers = [
        other
        for other in subject.calls(site.path, kept.end, end)
        if kept.target in names_in(other.call.arguments)
    ]
    return bool(readers) and all(_DRAWS.search(other.call.callee) for other in readers)


def _same_data(trained: str, tested: str) -> bool:
    """Whether the two names differ in nothing but the part: ``x_train`` and ``x_test``."""
    plain = [
        _PART.sub("", _spaced(first_name(text))).strip("_").lower() for text in (trained, tested)
    ]
    return plain[0] == plain[1]


def _results(subject: Subject, site: ResolvedCall, method: str) -> list[Assignment]:
    """Assignments that keep the whole of what was fitted and transformed."""
    kept = keeper(subject, site)
    if method == "fit_transform":
        return [kept] if kept is not None and _is_whole(kept) else []
    maker = kept.target if kept is not None else site.call.callee.rpartition(".")[0]
    span = subject.span_around(site.path, site.call.start)
    found = []
    for later in subject.calls(site.path, site.call.end, span[1]):
        if later.call.callee == f"{maker}.transform":
            item = keeper(subject, later)
            if item is not None and _is_whole(item):
                found.append(item)
    return found


def _is_whole(item: Assignment) -> bool:
    """Whether the target is a name, or all or some columns of one."""
    return bool(re.match(r"[^\W\d]\w*(?:\[[^\[\]]*(?:\[[^\[\]]*\])?\])?$", item.target.strip()))


def _splits(
    subject: Subject, path: str, item: Assignment, *, words: bool
) -> Iterator[tuple[str, Evidence]]:
    """Where what ``item`` keeps is split into parts for training and for testing."""
    name = first_name(item.target)
    span = subject.span_around(path, item.start)
    for site in subject.qualified(*_SPLITS):
        start = site.call.start
        if site.path != path or not _holds(subject, path, name, item, start):
            continue
        given = [first_name(a.text) for a in subject.arguments(site) if not a.name and not a.star]
        if name in given:
            yield name, at(site)
    yield from _slices(subject, path, name, item, span, words=words)


def _holds(subject: Subject, path: str, name: str, item: Assignment, later: int) -> bool:
    return same_round(subject, path, item.start, later) and unchanged(
        subject, path, name, item.end, later
    )


def _slices(
    subject: Subject,
    path: str,
    name: str,
    item: Assignment,
    span: tuple[int, int],
    *,
    words: bool,
) -> Iterator[tuple[str, Evidence]]:
    """``train, test = x[:n], x[n:]``, in one statement or two.

    Parts that came apart and were joined are no split: what is held out was known beforehand.
    So it is with ``words`` that are counted up to a row whose number is written out.
    """
    cut = re.compile(rf"{re.escape(name)}\[[^\[\]]*:[^\[\]]*\]")
    parts: set[bool] = set()  # True: for training
    for later in subject.assignments(path, item.end, span[1]):
        targets = split_top_level(later.target.strip("() "))
        values = split_top_level(later.value)
        if len(targets) != len(values):
            continue
        for target, value in zip(targets, values, strict=True):
            if not cut.match(value.strip()) or not names_in(target):
                continue
            if _JOINED.search(value) or (words and _COUNTED.search(value)):
                return  # parts that came apart and were joined on purpose
            if not _holds(subject, path, name, item, later.start):
                return
            if _of_training(target):
                parts.add(True)
            elif _held_out(target):
                parts.add(False)
            if len(parts) == 2:
                yield name, Evidence(path, later.line, later.line)
                return
