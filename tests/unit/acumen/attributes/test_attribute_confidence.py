"""Learned confidences: what they may change, what they never do, and that evidence only helps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from subjects import subject_of, vocabularies

from acumen.attributes import confidence
from acumen.attributes.candidates import Candidate, Candidates, candidates_of
from acumen.attributes.companions import Companions, FacetValue, companions, counted
from acumen.attributes.companions import written as companions_written
from acumen.attributes.confidence import Weights, judged, weights, written
from acumen.attributes.labels import LABELLED
from acumen.attributes.likelihood import FEATURES, described
from acumen.attributes.registry import load_extractors
from acumen.domain.attribute import Attribute, Facet, Origin
from acumen.errors import CorpusError
from indexer.stages.describe import describe, stated

PROGRAM = '''
"""Train a classifier."""
import torch
from torch import nn
from torchvision import datasets
from torchvision.models import resnet18

data = datasets.CIFAR10("data")
model = resnet18()
criterion = nn.CrossEntropyLoss()
opt = torch.optim.Adam(model.parameters())
for x, y in data:
    criterion(model(x), y).backward()
    opt.step()
'''
TERMS = {facet: sorted(term.id for term in vocabularies()[facet])[:12] for facet in LABELLED}
REASONS = st.sampled_from(
    [
        "symbol",
        "symbol+path",
        "name",
        "title+path",
        "implied",
        "broader than x",
        "a rule of its own",
    ]
)
SHARES = st.floats(0.0, 1.0, allow_nan=False)


@st.composite
def candidates(draw: st.DrawFn) -> Candidates:
    facet = draw(st.sampled_from(LABELLED))
    values = draw(st.lists(st.sampled_from(TERMS[facet]), min_size=1, max_size=6, unique=True))
    found = []
    for value in values:
        signs = draw(st.integers(0, 9))
        said = draw(st.booleans())
        found.append(
            Candidate(
                facet=facet,
                value=value,
                stated=draw(st.floats(0.5, 0.99)) if said else 0.0,
                seen=draw(SHARES),
                signs=signs,
                signs_in_entry=draw(st.integers(0, signs)),
                modules=draw(st.integers(0, signs)),
                reason=draw(REASONS) if said else "",
                beside=draw(st.booleans()),
            )
        )
    return Candidates(tuple(found), draw(st.integers(1, 60)), draw(st.booleans()), False)


def confidence_of(program: Candidates, index: int) -> float:
    return weights().confidences(program, companions(), vocabularies())[index]


def changed(program: Candidates, index: int, **fields: object) -> Candidates:
    one = replace(program.found[index], **fields)
    found = (*program.found[:index], one, *program.found[index + 1 :])
    return replace(program, found=found)


def test_only_the_confidence_of_a_value_changes() -> None:
    subject = subject_of({"train.py": PROGRAM})
    said = {(a.facet, a.value): a for a in stated(subject)[0]}
    found = judged(subject, said.values())
    assert {a.value for a in found if a.facet is Facet.OPTIMIZER} == {"adam"}
    for attribute in found:
        before = said.get((attribute.facet, attribute.value))
        if before is not None:
            assert replace(attribute, confidence=before.confidence) == before
        assert 0.5 <= attribute.confidence <= 0.99 or attribute.facet not in LABELLED
    assert any(a.confidence != said[a.facet, a.value].confidence for a in found)


def test_other_facets_and_what_people_say_stay() -> None:
    subject = subject_of({"train.py": PROGRAM})
    kept = (
        Attribute(Facet.LICENCE, "permissive", 0.31),
        Attribute(Facet.TASK, "language-modeling", 0.8, origin=Origin.CURATED, rule="someone"),
        Attribute(Facet.TASK, "depth-estimation", 0.1, origin=Origin.ANNOTATED, rule="someone"),
    )
    found = judged(subject, kept)
    for one in kept:
        assert [a for a in found if (a.facet, a.value) == (one.facet, one.value)] == [one]


def test_what_is_likelier_wrong_is_left_out() -> None:
    """A task by the name of a function alone, beside a surer one that two signs speak for."""
    subject = subject_of({"train.py": PROGRAM})
    doubtful = Attribute(Facet.TASK, "speech-recognition", 0.51, rule="task:name")
    said = (*stated(subject)[0], doubtful)
    assert all(a.value != "speech-recognition" for a in judged(subject, said))


def test_what_was_only_seen_is_said_where_such_values_are_right(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    subject = subject_of({"train.py": PROGRAM})
    silent = {Facet.OPTIMIZER, Facet.DATASET}
    said = tuple(a for a in stated(subject)[0] if a.facet not in silent)
    monkeypatch.setattr(confidence, "weights", lambda: plain_weights(always=3.0))
    found = judged(subject, said)
    (data,) = (a for a in found if a.facet is Facet.DATASET)
    assert (data.value, data.confidence, data.rule) == ("cifar10", 0.953, "dataset:symbol")
    assert data.evidence[0].path == "train.py"
    assert all(a.facet is not Facet.OPTIMIZER for a in found)  # there silence is a finding
    monkeypatch.setattr(confidence, "weights", lambda: plain_weights(always=-0.1))
    assert all(a.facet not in silent for a in judged(subject, said))


def test_a_sort_of_statement_that_was_seldom_judged_keeps_its_worth() -> None:
    one = Candidate(Facet.LOSS, "focal", 0.63, 0.0, 0, 0, 0, reason="never read about")
    assert confidence_of(Candidates((one,), 1, False, False), 0) == 0.63


@given(candidates(), st.data())
@settings(deadline=None, max_examples=60)
def test_a_better_worth_never_lowers_a_value(program: Candidates, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(program.found) - 1))
    one = program.found[index]
    if one.stated:
        more = changed(program, index, stated=data.draw(st.floats(one.stated, 0.99)))
        assert confidence_of(more, index) >= confidence_of(program, index) - 1e-9


@given(candidates(), st.data())
@settings(deadline=None, max_examples=60)
def test_another_sign_never_lowers_a_value(program: Candidates, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(program.found) - 1))
    one = program.found[index]
    inside = data.draw(st.booleans())
    more = changed(
        program,
        index,
        signs=one.signs + 1,
        signs_in_entry=one.signs_in_entry + inside,
        modules=one.modules + data.draw(st.integers(0, 1)),
        seen=data.draw(st.floats(one.seen, 1.0)),
    )
    assert confidence_of(more, index) >= confidence_of(program, index) - 1e-9


@given(candidates())
@settings(deadline=None, max_examples=40)
def test_the_order_of_candidates_does_not_matter(program: Candidates) -> None:
    turned = replace(program, found=program.found[::-1])
    one = weights().confidences(program, companions(), vocabularies())
    other = weights().confidences(turned, companions(), vocabularies())
    assert one == pytest.approx(other[::-1], abs=1e-12)
    assert all(0.0 <= value <= 0.99 for value in one)


def test_numbers_have_one_row_per_candidate() -> None:
    none = Candidates((), 1, False, False)
    assert described(none, companions(), vocabularies()).shape == (0, len(FEATURES))
    subject = subject_of({"train.py": PROGRAM})
    program = candidates_of(subject, stated(subject, load_extractors())[0])
    assert described(program, companions(), vocabularies()).shape == (
        len(program.found),
        len(FEATURES),
    )


def test_weights_are_written_as_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "confidence.toml"
    path.write_text(written(weights()), encoding="utf-8")
    again = weights(path)
    assert written(again) == written(weights())
    assert again.sorts == weights().sorts


@pytest.mark.parametrize(
    "text", ["", "[task]\n", "\x00", "task = 1\n", "[framework]\nalways = 'x'\n"]
)
def test_a_file_that_is_not_in_form_is_told_of(text: str, tmp_path: Path) -> None:
    path = tmp_path / "confidence.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match="fit_confidences"):
        weights(path)
    with pytest.raises(CorpusError):
        weights(tmp_path / "nowhere.toml")


def test_companions_are_written_as_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "companions.toml"
    odd = (Facet.DATASET, 'a "quoted" \\ name')
    elbo = (Facet.LOSS, "elbo")
    known = counted([[odd, elbo]] * 9 + [[elbo]] * 9 + [[(Facet.LOSS, "mmd")]])
    path.write_text(companions_written(known), encoding="utf-8")
    again = companions(path)
    assert again.lift(odd, elbo) == known.lift(odd, elbo) > 0.0
    assert companions_written(again) == path.read_text(encoding="utf-8")
    assert "mmd" not in path.read_text(encoding="utf-8")
    companions.cache_clear()
    path.write_text("programs = 1", encoding="utf-8")
    with pytest.raises(CorpusError, match="fit_confidences"):
        companions(path)


def test_companions_speak_for_what_goes_with_them() -> None:
    pictures: FacetValue = (Facet.DATASET, "cifar10")
    words: FacetValue = (Facet.DATASET, "imdb")
    classes: FacetValue = (Facet.TASK, "image-classification")
    seldom: FacetValue = (Facet.DATASET, "seen-twice")
    given = [[pictures, classes]] * 30 + [[words]] * 30 + [[seldom, classes]] * 2
    known: Companions = counted(given)
    assert known.lift(classes, pictures) > 0.3
    assert known.lift(classes, words) < -0.3
    assert known.lift(classes, seldom) == 0.0
    assert known.lift(classes, (Facet.LOSS, "never-seen")) == 0.0


def test_describing_weighs_what_the_rules_say() -> None:
    subject = subject_of({"train.py": PROGRAM})
    described = describe(subject)
    assert set(described.attributes) == set(judged(subject, stated(subject)[0]))
    assert described.attributes != stated(subject)[0]
    assert not described.broken


def test_what_the_rules_say_is_kept_where_it_cannot_be_weighed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lost(*_: object) -> Weights:
        raise CorpusError("confidence.toml cannot be read.", remedy="write it")

    subject = subject_of({"train.py": PROGRAM})
    monkeypatch.setattr(confidence, "weights", lost)
    described = describe(subject)
    assert described.attributes == stated(subject)[0]
    assert described.broken == ("how sure its values are could not be told (CorpusError)",)


def plain_weights(**numbers: float) -> Weights:
    """Weights that are nothing but ``numbers``, for every facet."""
    row = weights().by_facet[Facet.TASK] * 0
    for name, value in numbers.items():
        row[FEATURES.index(name)] = value
    return Weights(dict.fromkeys(LABELLED, row), dict.fromkeys(LABELLED, frozenset()))
