"""Searching a library: what is found, in which order, why, and what is held back."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acumen.domain.attribute import Facet
from acumen.domain.encoder import EncoderIdentity
from acumen.domain.evidence import Evidence
from acumen.domain.licence import Licence, LicencePolicy, LicenceState
from acumen.errors import EncoderMismatchError, UsageError
from acumen.search.conditions import NOTHING_KNOWN, cards_under
from acumen.search.engine import QUALITY_WEIGHT, WORDS_ONLY, Library
from acumen.search.payload import record_json, search_json
from acumen.search.ranking import FREE, quality
from acumen.search.records import Condition, Leg, Query, SearchResult
from tests.indexes import TemplateSpec, WordEncoder, build_index, specs, vocabularies

INDEX = build_index()
LIBRARY = Library(INDEX, WordEncoder(), vocabularies(), index_hash="abc")
WORDS_LIBRARY = Library(INDEX, None, vocabularies())
QUERIES = st.one_of(
    st.text(max_size=500),
    st.lists(
        st.sampled_from(
            [
                "unet",
                "U-Net",
                "segmentation",
                "mnist",
                "vae",
                "transformer",
                "torch",
                "the",
                "zebra",
                "'",
                '"',
                "(",
                "*",
                ":",
                "NEAR",
            ]
        ),
        max_size=12,
    ).map(" ".join),
)


def paths(result: SearchResult) -> list[str]:
    return [hit.record.template.path for hit in result.hits]


# --- what is found ---------------------------------------------------------------------------


@pytest.mark.parametrize("library", [LIBRARY, WORDS_LIBRARY], ids=["all", "words-only"])
@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("variational autoencoder on MNIST", "vae/main.py"),
        ("image classifier for digits", "mnist/main.py"),
        ("transformer language model", "lm/train.py"),
        ("reparameterize", "vae/main.py"),
        ("semantic segmntation", "unet"),
    ],
)
def test_the_right_program_comes_first(library: Library, text: str, best: str) -> None:
    assert paths(library.search(Query(text)))[0].startswith(best)


def test_a_program_that_trains_comes_before_its_sampler() -> None:
    found = paths(LIBRARY.search(Query("transformer text generation")))
    assert found.index("lm/train.py") < found.index("lm/generate.py")


def test_of_two_equals_the_one_free_to_build_on_comes_first_and_says_so() -> None:
    first = next(r for r in INDEX.templates if r.licence.state is LicenceState.PERMISSIVE)
    bound = replace(
        first,
        template=replace(first.template, repository="bound/to-terms"),
        licence=Licence("GPL-3.0-only", LicenceState.STRONG_COPYLEFT, 1.0),
    )
    assert quality(bound) < quality(first)
    hit = LIBRARY.search(Query("mnist")).hits[0]
    told = next(r for r in hit.reasons if r.text.startswith("Free to build on"))
    assert told.text.endswith(hit.record.licence.spdx)
    assert told.contribution == pytest.approx(QUALITY_WEIGHT * FREE)


def test_quality_cannot_lift_a_program_past_a_clearly_better_match() -> None:
    found = LIBRARY.search(Query("sampling transformer text generation sample generate"))
    assert paths(found)[0] == "lm/generate.py"


def test_a_snippet_finds_the_program_with_its_names() -> None:
    found = LIBRARY.search(Query(code="class VAE(nn.Module):\n  def reparameterize(self): ..."))
    assert paths(found)[0] == "vae/main.py"


def test_similar_leaves_out_the_template_itself() -> None:
    found = LIBRARY.similar(specs()[0].id)
    assert specs()[0].id not in {hit.id for hit in found.hits}
    assert paths(found)[0] == "unet.py"


def test_nothing_asked_lists_everything_by_quality_then_id() -> None:
    found = LIBRARY.search(Query(limit=100))
    ids = [hit.id for hit in found.hits]
    assert len(ids) == found.total == len(INDEX.templates)
    standing = {record.id: quality(record) for record in INDEX.templates}
    assert ids == sorted(ids, key=lambda each: (-standing[each], each))
    assert ids[-1].endswith("generate.py")


def test_words_that_stand_nowhere_find_nothing_without_an_encoder() -> None:
    found = WORDS_LIBRARY.search(Query("zzyzx qwrtp"))
    assert found.hits == ()
    assert "No word" in found.note


def test_equal_templates_are_ordered_by_id() -> None:
    twins = [replace(specs()[0], repository=name) for name in ("z/y", "b/c", "m/n")]
    found = Library(build_index(twins), None, vocabularies()).search(Query("unet"))
    assert [hit.record.template.repository for hit in found.hits] == ["b/c", "m/n", "z/y"]
    assert len({hit.score for hit in found.hits}) == 1


def test_an_empty_index_answers_everything() -> None:
    library = Library(build_index([]), WordEncoder(), vocabularies())
    for query in (Query("unet"), Query(), Query(code="import torch")):
        found = library.search(query)
        assert found.hits == ()
        assert "empty" in found.note
    assert library.facets()[Facet.TASK] == ()
    assert library.ranking(Query("unet")) == ()


# --- why -------------------------------------------------------------------------------------


@pytest.mark.parametrize("library", [LIBRARY, WORDS_LIBRARY], ids=["all", "words-only"])
@settings(max_examples=60, deadline=None)
@given(text=QUERIES, condition=st.sampled_from(Condition))
def test_reasons_add_up_to_the_score(library: Library, text: str, condition: Condition) -> None:
    found = library.search(Query(text, condition=condition))
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)
    assert all(math.isfinite(score) and score <= 1 + 1e-9 for score in scores)
    for hit in found.hits:
        total = math.fsum(reason.contribution for reason in hit.reasons)
        assert total == pytest.approx(hit.score, abs=1e-6)


@settings(max_examples=20, deadline=None)
@given(code=st.text(max_size=400), text=st.sampled_from(["", "unet"]))
def test_reasons_add_up_for_snippets_and_likeness(code: str, text: str) -> None:
    for query in (Query(text, code=code), Query(text, like=specs()[2].id)):
        for hit in LIBRARY.search(query).hits:
            total = math.fsum(reason.contribution for reason in hit.reasons)
            assert total == pytest.approx(hit.score, abs=1e-6)


def test_reasons_point_at_lines() -> None:
    hit = LIBRARY.search(Query("semantic segmentation with UNet")).hits[0]
    by_leg = {leg: [r for r in hit.reasons if r.leg is leg] for leg in Leg}
    path = hit.record.template.path
    attribute = next(r for r in by_leg[Leg.ATTRIBUTE] if r.text.startswith("Architecture"))
    assert [(p.path, p.first_line, p.last_line) for p in attribute.evidence] == [(path, 3, 5)]
    assert by_leg[Leg.MEANING][0].evidence[0].last_line == 12
    assert by_leg[Leg.QUALITY][0].evidence[0].first_line == 8
    symbols = next(r for r in by_leg[Leg.WORDS] if "functions" in r.text)
    assert symbols.evidence
    assert sum(r.contribution for r in by_leg[Leg.QUALITY]) == pytest.approx(QUALITY_WEIGHT)


def test_a_broader_question_is_answered_by_a_narrower_task() -> None:
    hit = LIBRARY.search(Query("segmentation")).hits[0]
    assert any(r.text == "Task: Semantic segmentation" for r in hit.reasons)


def test_conditions_hide_what_they_say() -> None:
    only_readme = [
        TemplateSpec(path="a/run.py", readme="cyclegan horses"),
        TemplateSpec(path="b/run.py", title="cyclegan"),
        TemplateSpec(path="c/run.py", symbols="CycleGan"),
        TemplateSpec(path="d/run.py"),
    ]
    library = Library(build_index(only_readme), None, vocabularies())

    def found(condition: Condition) -> set[str]:
        return {path[0] for path in paths(library.search(Query("cyclegan", condition=condition)))}

    assert found(Condition.SHIPPED) == {"a", "b", "c"}
    assert found(Condition.NO_README) == {"b", "c"}
    assert found(Condition.CODE_ONLY) == {"c"}


def test_the_card_of_a_condition_names_what_it_leaves_visible() -> None:
    spec = TemplateSpec(
        path="nuclei/run.py",
        title="Cells",
        attributes={Facet.TASK: ("semantic-segmentation",)},
    )
    index = build_index([spec])
    (told,) = index.templates[0].attributes
    (without_readme,) = cards_under(Condition.NO_README, index, vocabularies())
    assert without_readme.splitlines()[:2] == ["Cells", "nuclei"]
    (of_code,) = cards_under(Condition.CODE_ONLY, index, vocabularies())
    assert "cut out objects in pictures" in of_code
    assert "ells" not in of_code
    assert "nuclei" not in of_code
    elsewhere = replace(told, evidence=(Evidence("README.md", 1, 1),))
    record = replace(index.templates[0], attributes=(elsewhere,))
    (unsaid,) = cards_under(
        Condition.CODE_ONLY, replace(index, templates=(record,)), vocabularies()
    )
    assert unsaid == NOTHING_KNOWN


# --- filters and gates -----------------------------------------------------------------------


def test_filters_include_any_of_and_exclude_all_of() -> None:
    jax = Query(include={Facet.FRAMEWORK: ("jax",)}, exclude={Facet.ROLE: ("inference",)})
    assert paths(LIBRARY.search(jax)) == ["lm/train.py"]
    both = Query(include={Facet.DATASET: ("mnist",), Facet.ARCHITECTURE: ("vae", "unet")})
    assert paths(LIBRARY.search(both)) == ["vae/main.py"]


def test_a_filter_takes_synonyms_labels_and_narrower_terms() -> None:
    for name in ("segmentation", "Semantic segmentation", "IMAGE SEGMENTATION"):
        assert len(LIBRARY.select(Query(include={Facet.TASK: (name,)}))) == 2


def test_an_unknown_filter_value_names_its_neighbours() -> None:
    with pytest.raises(UsageError) as caught:
        LIBRARY.search(Query("unet", include={Facet.TASK: ("semantic-segmentatoin",)}))
    assert "semantic-segmentation" in caught.value.remedy
    with pytest.raises(UsageError) as caught:
        LIBRARY.search(Query(exclude={Facet.FRAMEWORK: ("zzz",)}))
    assert "pytorch" in caught.value.remedy


def test_what_the_licence_policy_keeps_out_is_shown_with_its_reason() -> None:
    found = LIBRARY.search(Query("U-Net", licence=LicencePolicy.PERMISSIVE))
    assert "unet.py" not in paths(found)
    (gated,) = found.gated
    assert gated.record.licence.state is LicenceState.STRONG_COPYLEFT
    assert "GPL-3.0-only" in gated.reason
    assert "--licence copyleft" in gated.remedy
    assert found.gated_total == 1
    everything = LIBRARY.search(Query("U-Net"))
    assert everything.gated == ()
    assert paths(everything)[gated.would_rank - 1] == "unet.py"


@pytest.mark.parametrize("state", LicenceState)
@pytest.mark.parametrize("policy", LicencePolicy)
def test_no_hit_breaks_the_policy(state: LicenceState, policy: LicencePolicy) -> None:
    library = Library(build_index([TemplateSpec(licence=state)]), None, vocabularies())
    found = library.search(Query("train", licence=policy))
    assert len(found.hits) + len(found.gated) == 1
    assert bool(found.hits) == policy.allows(state)


def test_facet_counts_follow_the_filter_but_not_their_own() -> None:
    counts = LIBRARY.facets(Query(include={Facet.FRAMEWORK: ("jax",)}))
    frameworks = {count.value: count.count for count in counts[Facet.FRAMEWORK]}
    assert frameworks == {"pytorch": 4, "jax": 2}
    tasks = {count.value: count.count for count in counts[Facet.TASK]}
    assert tasks == {"text-generation": 2}
    assert counts[Facet.TASK][0].label == "Text generation"
    licences = {count.value: count.count for count in counts[Facet.LICENCE]}
    assert licences == {"permissive": 2}


# --- refusals --------------------------------------------------------------------------------


def test_a_long_query_is_refused_and_one_at_the_limit_is_not() -> None:
    LIBRARY.search(Query("a" * 500))
    with pytest.raises(UsageError, match="501 characters"):
        Query("a" * 501)
    with pytest.raises(UsageError):
        Query(code="a" * 20_001)


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_a_limit_out_of_range_is_refused(limit: int) -> None:
    with pytest.raises(UsageError):
        Query("unet", limit=limit)


def test_templates_are_found_by_short_and_long_commit() -> None:
    spec = specs()[0]
    full = spec.id.replace("@0123456789ab:", "@0123456789abcdef0123456789abcdef01234567:")
    assert LIBRARY.template(spec.id) is LIBRARY.template(full)


@pytest.mark.parametrize("wrong", ["", "nonsense", "someone/project@0123456789ab:unet/tran.py"])
def test_an_unknown_template_is_refused(wrong: str) -> None:
    with pytest.raises(UsageError) as caught:
        LIBRARY.template(wrong)
    if "unet" in wrong:
        assert specs()[0].id in caught.value.remedy


def test_an_encoder_of_another_dimension_is_refused() -> None:
    class Wider(WordEncoder):
        identity = EncoderIdentity("hashing", "test/wider", "1", 128, "1" * 64)

    with pytest.raises(EncoderMismatchError):
        Library(INDEX, Wider(), vocabularies())


def test_a_search_by_words_only_says_so() -> None:
    found = WORDS_LIBRARY.search(Query("unet"))
    assert found.encoder == WORDS_ONLY
    assert "words only" in found.note
    assert all(r.leg is not Leg.MEANING for hit in found.hits for r in hit.reasons)


# --- shapes ----------------------------------------------------------------------------------


def test_the_ranking_is_the_search_without_reasons() -> None:
    hits = LIBRARY.search(Query("unet mnist", limit=100)).hits
    ranked = LIBRARY.ranking(Query("unet mnist"))
    assert [(hit.id, hit.score) for hit in hits] == [(r.id, r.score) for r in ranked][: len(hits)]
    assert len(ranked) == len(INDEX.templates)


def test_json_has_the_published_shape() -> None:
    document = orjson.loads(orjson.dumps(search_json(LIBRARY.search(Query("unet")))))
    assert {"query", "encoder", "index", "took_ms", "gated", "hits"} <= set(document)
    hit = document["hits"][0]
    assert set(hit) == {
        "rank", "id", "repository", "commit", "path", "title", "score", "attributes", "licence",
        "safety", "reasons", "files",
    }  # fmt: skip
    assert hit["attributes"]["architecture"] == ["unet"]
    assert {"spdx", "state", "evidence"} <= set(hit["licence"])
    assert {"text", "contribution", "evidence"} <= set(hit["reasons"][0])
    assert len(hit["commit"]) == 40


def test_record_json_carries_provenance() -> None:
    record = LIBRARY.template(specs()[0].id)
    document = orjson.loads(orjson.dumps(record_json(record, None, vocabularies())))
    (task,) = document["attributes"]["task"]
    assert task["origin"] == "detected"
    assert task["evidence"][0]["first_line"] == 3
    assert document["role"]["evidence"]


@settings(max_examples=40, deadline=None)
@given(text=QUERIES)
def test_the_same_question_has_the_same_answer(text: str) -> None:
    first, second = LIBRARY.search(Query(text)), LIBRARY.search(Query(text))
    assert replace(first, took_ms=0.0) == replace(second, took_ms=0.0)
    orjson.dumps(search_json(first))


@settings(max_examples=40, deadline=None)
@given(
    text=QUERIES,
    facet=st.sampled_from([Facet.FRAMEWORK, Facet.TASK, Facet.ROLE]),
    policy=st.sampled_from(LicencePolicy),
)
def test_hits_pass_every_filter(text: str, facet: Facet, policy: LicencePolicy) -> None:
    value = {"framework": "pytorch", "task": "segmentation", "role": "training"}[facet.value]
    query = Query(text, include={facet: (value,)}, licence=policy)
    selected = {record.id for record in LIBRARY.select(query)}
    assert {hit.id for hit in LIBRARY.search(query).hits} <= selected


def test_vectors_of_the_index_are_left_alone() -> None:
    before = INDEX.card_vectors.copy()
    LIBRARY.similar(specs()[0].id)
    assert np.array_equal(before, INDEX.card_vectors)


# --- wishes that filter nothing ----------------------------------------------------------------


def test_a_preference_raises_what_has_it_and_keeps_the_rest() -> None:
    plain = WORDS_LIBRARY.search(Query("mnist"))
    preferring = WORDS_LIBRARY.search(Query("mnist", prefer={Facet.ARCHITECTURE: ("vae",)}))
    assert set(paths(preferring)) >= set(paths(plain))
    assert paths(plain)[0] == "mnist/main.py"
    assert paths(preferring)[0] == "vae/main.py"
    assert any(
        r.text == "Architecture: Variational autoencoder" for r in preferring.hits[0].reasons
    )


def test_a_preference_that_the_words_name_already_counts_once() -> None:
    named = LIBRARY.search(Query("vae"))
    both = LIBRARY.search(Query("vae", prefer={Facet.ARCHITECTURE: ("vae",)}))
    assert [(h.id, h.score) for h in named.hits] == [(h.id, h.score) for h in both.hits]


@pytest.mark.parametrize("library", [LIBRARY, WORDS_LIBRARY], ids=["all", "words-only"])
def test_explaining_gives_the_hits_of_a_search(library: Library) -> None:
    query = Query("transformer text", prefer={Facet.FRAMEWORK: ("jax",)})
    hits = library.search(query).hits
    assert library.explain(query, [hit.id for hit in hits[::-1]]) == hits[::-1]
    with pytest.raises(UsageError):
        library.explain(query, ["no/such@0123456:x.py"])


def test_words_and_names_are_read_through_the_vocabularies() -> None:
    assert [r.value for r in LIBRARY.read("a U-Net in torch")] == ["unet", "pytorch"]
    assert LIBRARY.meant(Facet.TASK, "Image segmentation") == ("semantic-segmentation",)
    with pytest.raises(UsageError):
        LIBRARY.meant(Facet.TASK, "zzz")
