"""Learn to move the vectors of questions towards the programs that answer them.

    python scripts/fit_query_adapter.py --home HOME [--out acumen/search/adapters] [--json]

For maintainers; needs the torch extra. Questions are made of the vocabularies: the labels, synonyms
and plain sentences of tasks, architectures, data sets and kinds of data, and pairs of them as
programs of the index join them. The right answers to one are the programs of which rules found all
that it names. No question that search is measured by is used, and no label made by reading.

What is learned is a matrix of low rank that is added to a question's vector, so that right cards
come before wrong ones (softmax over all cards of the index; several right ones count together).
The encoder and the index stay as they are. Programs are split by repository into three parts; each
part is judged by a matrix learned from the other two, and unless the gain in the reciprocal rank of
the first right program has a 95 % interval above zero, nothing is written.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from acumen.domain.attribute import Facet
from acumen.domain.index import Index, TemplateRecord
from acumen.domain.vocabulary import Vocabularies
from acumen.embedding.encoder import Encoder
from acumen.errors import AcumenError
from acumen.search.adapter import FOLDER, file_name
from acumen.search.opening import open_library
from acumen.search.significance import bootstrap
from acumen.store.home import Home
from corpus.loader import load_vocabularies

NAMING = (Facet.TASK, Facet.ARCHITECTURE, Facet.DATASET, Facet.MODALITY)
PAIRS = ((Facet.TASK, Facet.DATASET, "on"), (Facet.TASK, Facet.ARCHITECTURE, "with"),
         (Facet.ARCHITECTURE, Facet.FRAMEWORK, "in"))  # fmt: skip
LEAST_CONFIDENCE = 0.6
PARTS = 3
RANK = 64
STEPS = 600
BATCH = 256
RATE = 2e-3
DECAY = 1e-3
TEMPERATURE = 0.1
SHARE = 0.25  # of what was learned that is added: cautious, as people ask in words never seen here
SEED = 0

Meaning = tuple[Facet, str]


@dataclass(frozen=True, slots=True)
class Lesson:
    """Questions with their right answers, and the index that holds them."""

    questions: NDArray[np.float32]  # (questions, dim), unit rows
    right: NDArray[np.bool_]  # (questions, templates)
    cards: NDArray[np.float32]  # (templates, dim), unit rows
    part: NDArray[np.int64]  # of each template, by its repository


def lesson(index: Index, vocabularies: Vocabularies, encoder: Encoder) -> Lesson:
    found = [_meanings(record) for record in index.templates]
    having: dict[Meaning, set[int]] = defaultdict(set)
    for row, meanings in enumerate(found):
        for meaning in meanings:
            having[meaning].add(row)
    texts, answers = [], []
    for text, named in sorted(_questions(found, vocabularies).items()):
        if rows := set.intersection(*(having[meaning] for meaning in named)):
            texts.append(text)
            answers.append(rows)
    right = np.zeros((len(texts), len(found)), dtype=np.bool_)
    for number, rows in enumerate(answers):
        right[number, sorted(rows)] = True
    part = np.array([_part(record.template.repository) for record in index.templates])
    return Lesson(encoder.encode_queries(texts), right, np.asarray(index.card_vectors), part)


def _meanings(record: TemplateRecord) -> list[Meaning]:
    return sorted(
        {(a.facet, a.value) for a in record.attributes if a.confidence >= LEAST_CONFIDENCE}
    )


def _questions(
    found: Sequence[Sequence[Meaning]], vocabularies: Vocabularies
) -> dict[str, set[Meaning]]:
    """What people may call each value, and pairs of values that some program has."""
    questions: dict[str, set[Meaning]] = defaultdict(set)
    names: dict[Meaning, list[str]] = {}
    for facet in (*NAMING, Facet.FRAMEWORK):
        for term in vocabularies.get(facet, ()):
            names[facet, term.id] = [term.label, *term.words]
            if facet in NAMING:
                for text in filter(None, (term.label, term.gloss, *term.words)):
                    questions[text].add((facet, term.id))
    draw = random.Random(SEED)
    for meanings in found:
        for first, second, word in PAIRS:
            ones = [m for m in meanings if m[0] is first and m in names]
            others = [m for m in meanings if m[0] is second and m in names]
            if ones and others:
                one, other = draw.choice(ones), draw.choice(others)
                text = f"{draw.choice(names[one])} {word} {draw.choice(names[other])}"
                questions[text] |= {one, other}
    return questions


def _part(repository: str) -> int:
    return int(hashlib.sha256(repository.encode()).hexdigest(), 16) % PARTS


def fit(given: Lesson, rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """``down`` and ``up``, (2, RANK, dim), learned from the templates ``rows`` alone."""
    import torch  # noqa: PLC0415  (seconds to load)

    torch.set_num_threads(1)  # the order of sums, and so every byte, depends on it
    source = torch.Generator().manual_seed(SEED)
    dimension = given.cards.shape[1]
    up = torch.zeros(RANK, dimension, requires_grad=True)
    down = torch.randn(RANK, dimension, generator=source) / dimension**0.5
    down.requires_grad_()
    optimizer = torch.optim.Adam([up, down], lr=RATE)
    questions, cards = torch.tensor(given.questions), torch.tensor(given.cards[rows])
    right = torch.tensor(given.right[:, rows])
    answered = torch.nonzero(right.any(1)).ravel()
    for _ in range(STEPS):
        drawn = answered[torch.randint(len(answered), (BATCH,), generator=source)]
        asked = questions[drawn]
        moved = torch.nn.functional.normalize(asked + asked @ down.T @ up, dim=1)
        near = moved @ cards.T / TEMPERATURE
        hit = torch.logsumexp(near.masked_fill(~right[drawn], -1e9), 1)
        size = up.square().sum() + down.square().sum()
        loss = (torch.logsumexp(near, 1) - hit).mean() + DECAY * size
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    learned = np.stack([down.detach().numpy(), SHARE * up.detach().numpy()])
    return np.asarray(learned, dtype=np.float16).astype(np.float32)


def reciprocal_ranks(
    given: Lesson, weights: NDArray[np.float32] | None, rows: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Of the first right program among ``rows``, for each question that has one there."""
    right = given.right[:, rows]
    answered = np.flatnonzero(right.any(axis=1))
    asked = given.questions[answered]
    if weights is not None:
        down, up = weights
        asked = asked + asked @ down.T @ up  # a ranking needs no unit vectors
    order = np.argsort(-(asked @ given.cards[rows].T), axis=1, kind="stable")
    first = np.take_along_axis(right[answered], order, axis=1).argmax(axis=1)
    return np.asarray(1.0 / (1.0 + first))


def learn(home: Path, out: Path) -> dict[str, object]:
    vocabularies = load_vocabularies()
    library = open_library(Home(home.absolute()), vocabularies).library
    encoder = library.encoder
    if encoder is None:
        raise AcumenError("This index has no encoder.", remedy="index with an encoder")
    given = lesson(library.index, vocabularies, encoder)
    ranks: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []
    for part in range(PARTS):
        sys.stderr.write(f"part {part + 1} of {PARTS}\n")
        own, others = np.flatnonzero(given.part == part), np.flatnonzero(given.part != part)
        if not len(own) or not len(others):
            raise AcumenError("Too few repositories.", remedy="index more of them")
        learned = fit(given, others)
        ranks.append((reciprocal_ranks(given, None, own), reciprocal_ranks(given, learned, own)))
    before, after = (np.concatenate(parts) for parts in zip(*ranks, strict=True))
    low, high = bootstrap(after - before)
    place = out / file_name(encoder.identity)
    if low > 0:
        out.mkdir(parents=True, exist_ok=True)
        weights = fit(given, np.arange(len(given.cards))).astype(np.float16)
        np.save(place, weights, allow_pickle=False)
    return {
        "questions": len(given.questions),
        "before": round(float(before.mean()), 4),
        "after": round(float(after.mean()), 4),
        "interval": [round(low, 4), round(high, 4)],
        "written": str(place) if low > 0 else "",
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    try:
        report = learn(given.home, given.out)
    except AcumenError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if given.json:
        print(json.dumps(report))
    else:
        print(
            f"{report['questions']} questions, programs of other repositories: first right one at"
            f" {report['before']} -> {report['after']}, interval of the gain {report['interval']}"
        )
        print(f"written: {report['written']}" if report["written"] else "not better: not written")
    return 0 if report["written"] else 1


if __name__ == "__main__":
    sys.exit(main())
