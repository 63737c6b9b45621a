"""What may be given away: names stay, sentences go, and the check sees what was missed."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from acumen.domain.attribute import Origin
from acumen.domain.card import Passage
from acumen.domain.evidence import Evidence
from acumen.domain.finding import Confidence, Finding, Outcome
from acumen.domain.index import Index
from acumen.domain.remark import Remark, RemarkKind
from acumen.store.catalogue import open_catalogue
from indexer.packaging import LONGEST_QUOTE, facts_only, foreign_texts, package
from tests.indexes import TemplateSpec, build_index

CODE = "def step(model, batch):\n    # somebody's remark on this step\n    return model(batch)\n"
QUOTED = "the loss is `prediction - target + penalty * weights.norm / scale ** 2 - offset` here"


def with_texts() -> Index:
    index = build_index([TemplateSpec(), TemplateSpec(path="other.py")])
    finding = Finding(
        "ACU101", Outcome.PRESENT, QUOTED, (Evidence("train.py", 1, 2),), Confidence.HIGH, "mend it"
    )
    remark = Remark(RemarkKind.NOTE, "a note of somebody", "somebody")
    first = dataclasses.replace(index.templates[0], findings=(finding,), remarks=(remark,))
    passages = tuple(
        Passage(record.id, record.template.path, "step", 1, 3, CODE) for record in index.templates
    )
    return dataclasses.replace(
        index,
        templates=(first, *index.templates[1:]),
        passages=passages,
        passage_vectors=index.card_vectors,
    )


def test_passages_become_lists_of_terms() -> None:
    bare = facts_only(with_texts())
    words = bare.passages[0].text.split(" ")
    assert words == sorted(set(words))
    assert {"batch", "model", "step"} <= set(words)
    assert "somebody's remark" not in bare.passages[0].text


def test_quotes_are_cut_to_the_length_of_a_name() -> None:
    (finding,) = facts_only(with_texts()).templates[0].findings
    quote = finding.message.split("`")[1]
    assert len(quote) == LONGEST_QUOTE
    assert quote.endswith("…")
    assert finding.message.endswith("` here")


def test_code_that_is_quoted_without_marks_is_cut_too() -> None:
    index = with_texts()
    code = "torch.tensor([vocabulary[word]forwordinsentence],dtype=torch.long)[None,...].to()"
    (finding,) = index.templates[0].findings
    finding = dataclasses.replace(finding, message=f"the result of {code} is used")
    record = dataclasses.replace(index.templates[0], findings=(finding,))
    index = dataclasses.replace(index, templates=(record, *index.templates[1:]))
    (cut,) = facts_only(index).templates[0].findings
    assert code not in cut.message
    assert cut.message == "the result of torch.tensor(…)[None,...].to() is used"


@pytest.mark.parametrize(
    ("message", "cut"),
    [
        ("model(x) is used", "model(x) is used"),
        ("torch.load(os.path.join(folder, 'model.pt'), x) is", "torch.load(…) is"),
        ("torch.load(os.path.join(folder, 'model) without it", "torch.load(…) without it"),
        ("f(a) and g(a, b, c, d, e, f, g, h, i, j)", "f(a) and g(…)"),
        ("x is (batch, channels, height, width, depth)", None),
        ("net(a)(features, labels, weights, masks)", "net(a)(…)"),
        ("open( and never closed", "open( and never closed"),
    ],
)
def test_arguments_are_cut_and_shapes_are_not(message: str, cut: str | None) -> None:
    index = with_texts()
    (finding,) = index.templates[0].findings
    record = dataclasses.replace(
        index.templates[0], findings=(dataclasses.replace(finding, message=message),)
    )
    bare = facts_only(dataclasses.replace(index, templates=(record, *index.templates[1:])))
    (found,) = bare.templates[0].findings
    assert found.message == (cut or message)
    assert list(foreign_texts(bare)) == []


def test_remarks_of_people_stay_here() -> None:
    assert all(not record.remarks for record in facts_only(with_texts()).templates)


def test_the_check_sees_what_is_not_ours() -> None:
    found = dict(foreign_texts(with_texts()))
    assert any(where.startswith("passage ") for where in found)
    assert any(where.endswith("ACU101") for where in found)
    assert list(foreign_texts(facts_only(with_texts()))) == []


def test_a_catalogue_replaces_the_one_before(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    first = package(with_texts(), folder, report={"seen": 1})
    assert package(with_texts(), folder, report={"seen": 1}).render() == first.render()
    opened = open_catalogue(folder)
    assert opened.manifest_hash == first.hash
    assert opened.index.passages == facts_only(with_texts()).passages
    assert [path.name for path in tmp_path.iterdir()] == ["catalogue"]


def test_what_is_not_ours_is_never_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.packaging.facts_only", lambda index: index)
    with pytest.raises(ValueError, match="not ours to give away"):
        package(with_texts(), tmp_path / "catalogue", report={})
    assert list(tmp_path.iterdir()) == []


def test_what_ships_with_the_corpus_is_said_in_the_catalogue_too() -> None:
    index = with_texts()
    remark = Remark(RemarkKind.POOR_STARTER, "it does not end", "curator", Origin.CURATED)
    first = dataclasses.replace(index.templates[0], remarks=(*index.templates[0].remarks, remark))
    bare = facts_only(dataclasses.replace(index, templates=(first, *index.templates[1:])))
    assert bare.templates[0].remarks == (remark,)
