"""Whether search stays as good when thousands of programs come that nobody asked for.

    python scripts/evaluate_growth.py --home HOME QUERIES.jsonl... [--labels LABELS.jsonl...]
        [--unrelated 5000] [--json]

The Python files of the installed packages that have nothing to do with deep learning stand in for
unrelated programs: each becomes a template of its own, with its words, its names and a card that is
embedded like any other. The same queries are measured before and after; unlike elsewhere, all
templates are ranked, so an unrelated one that pushes an answer down costs. Each change stands with
its 95 % interval, from a paired bootstrap over queries.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from acumen.attributes.labels import read_labels
from acumen.domain.card import text_hash
from acumen.domain.facts import Language, ModuleFacts
from acumen.domain.index import FileRecord, Index, MapLayout, TemplateRecord, TermCounts
from acumen.domain.licence import Licence, LicenceState
from acumen.domain.template import Role, Template
from acumen.embedding.cards import card_text
from acumen.embedding.encoder import Encoder
from acumen.errors import AcumenError
from acumen.faults.statement import unchecked
from acumen.search.engine import Library
from acumen.search.evaluation import MEASURES, evaluate
from acumen.search.fields import FieldTexts, count_terms
from acumen.search.judging import judge
from acumen.search.opening import open_library
from acumen.search.queryfile import EvaluationRow, read_rows
from acumen.search.significance import bootstrap
from acumen.store.home import Home
from acumen.syntax.frameworks import imports_framework
from acumen.syntax.reading import read_module
from corpus.loader import load_vocabularies
from indexer.lexicon import split_prose

MIN_BYTES, MAX_BYTES = 2_000, 60_000


def unrelated_files(limit: int) -> Iterator[tuple[str, str, ModuleFacts]]:
    """(path, text, facts) of installed files that import no framework, in an order of hashes."""
    folder = Path(sysconfig.get_paths()["purelib"])
    paths = [p for p in folder.rglob("*.py") if MIN_BYTES <= p.stat().st_size <= MAX_BYTES]
    names = sorted(
        (path.relative_to(folder).as_posix() for path in paths),
        key=lambda name: hashlib.sha256(name.encode()).digest(),
    )
    found = 0
    for name in names:
        if found == limit:
            return
        data = (folder / name).read_bytes()
        facts = read_module(data, Language.PYTHON)
        if isinstance(facts, ModuleFacts) and not imports_framework(facts):
            found += 1
            yield name, data.decode("utf-8", "replace"), facts


def unrelated_record(path: str, facts: ModuleFacts, card: str) -> TemplateRecord:
    package, _, rest = path.partition("/")
    template = Template(
        repository=f"unrelated/{package}",
        commit="0" * 40,
        path=rest or path,
        role=Role.TRAINING,  # the hardest case: it counts as a starter
        role_evidence=(),
        files=(rest or path,),
        configs=(),
        variants=(),
        project_root="",
        large_closure=False,
        token_hash=facts.token_hash,
    )
    return TemplateRecord(
        template=template,
        title=path,
        summary="",
        card_hash=text_hash(card),
        attributes=(),
        licence=Licence("MIT", LicenceState.PERMISSIVE, 1.0),
        safety=unchecked(),
        files=(FileRecord(rest or path, hashlib.sha256(path.encode()).hexdigest()[:40], 1),),
        code_lines=facts.code_lines,
        last_change=None,
    )


def grown(index: Index, limit: int, encoder: Encoder) -> Index:
    """``index`` with ``limit`` unrelated templates; rows stay in the order of ids."""
    records, cards, fields = [], [], []
    vocabularies = load_vocabularies()
    for path, text, facts in unrelated_files(limit):
        prose, code = split_prose(text, facts)
        card = card_text(path, path, " ".join(prose.split())[:600], (), (), vocabularies)
        records.append(unrelated_record(path, facts, card))
        cards.append(card)
        names = "\n".join(definition.name for definition in facts.definitions)
        fields.append(FieldTexts(path, path, "", prose, names, "", "", code))
    vectors = np.vstack([index.card_vectors, encoder.encode_documents(cards)])
    everything = [*index.templates, *records]
    order = np.array(sorted(range(len(everything)), key=lambda row: everything[row].id))
    return replace(
        index,
        templates=tuple(everything[row] for row in order),
        card_vectors=vectors[order],
        term_counts=tuple(
            joined(old, new, order)
            for old, new in zip(index.term_counts, count_terms(fields), strict=True)
        ),
        layout=MapLayout(np.zeros((len(everything), 2), dtype=np.float32), (), ""),
    )


def joined(old: TermCounts, new: TermCounts, order: np.ndarray) -> TermCounts:
    """The rows of both tables under one list of terms, in ``order``."""
    terms = sorted({*old.terms, *new.terms})
    number = {term: place for place, term in enumerate(terms)}
    rows = []
    for table in (old, new):
        local = np.array([number[term] for term in table.terms], dtype=np.int32)
        for start, end in zip(table.indptr[:-1], table.indptr[1:], strict=True):
            ids = local[table.term_ids[start:end]] if len(local) else table.term_ids[:0]
            rows.append((ids, table.counts[start:end]))  # both lists ascend, so ids do
    chosen = [rows[row] for row in order]
    indptr = np.concatenate([[0], np.cumsum([len(ids) for ids, _ in chosen])]).astype(np.int64)
    return TermCounts(
        old.field,
        tuple(terms),
        indptr,
        np.concatenate([ids for ids, _ in chosen]).astype(np.int32),
        np.concatenate([counts for _, counts in chosen]).astype(np.int32),
    )


@dataclass(frozen=True, slots=True)
class Change:
    """One measure before and after."""

    measure: str
    before: float
    after: float
    interval: tuple[float, float]  # 95 %, of the mean change


def changes(small: Library, large: Library, rows: Sequence[EvaluationRow]) -> list[Change]:
    """What the larger library does to each measure over ``rows``."""
    old, new = (measured(library, rows) for library in (small, large))
    return [
        Change(measure, float(a.mean()), float(b.mean()), bootstrap(b - a))
        for measure, a, b in zip(MEASURES, old.T, new.T, strict=True)
    ]


def measured(library: Library, rows: Sequence[EvaluationRow]) -> NDArray[np.float64]:
    """The measures of each query, (queries, measures)."""
    (system,) = evaluate(library, rows, baselines=()).systems
    return np.array([query.values for query in system.per_query])


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("queries", nargs="+", type=Path)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--labels", nargs="+", type=Path, default=[])
    parser.add_argument("--unrelated", type=int, default=5000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    try:
        opened = open_library(Home(given.home.absolute()), load_vocabularies())
        small = opened.library
        programs = [program for file in given.labels for program in read_labels(file)]
        types = {}
        for file in given.queries:
            rows = read_rows(file)
            judged = judge(rows, programs, small.index, small.vocabularies).rows
            types[file.stem] = [row for row in judged if row.relevant]
    except AcumenError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if small.encoder is None:
        sys.stderr.write("The encoder of this index is not here, so nothing can be embedded.\n")
        return 1
    large = Library(
        grown(small.index, given.unrelated, small.encoder), small.encoder, small.vocabularies
    )
    found = {name: changes(small, large, rows) for name, rows in types.items() if rows}
    before, more = len(small.index.templates), len(large.index.templates)
    if given.json:
        told = {name: [asdict(change) for change in group] for name, group in found.items()}
        print(json.dumps({"templates": before, "unrelated": more - before, "types": told}))
        return 0
    print(f"{before} templates, then {more - before} unrelated ones more")
    for name, group in found.items():
        for one in group:
            low, high = one.interval
            print(
                f"{name:16} {one.measure:10} {one.before:.3f} -> {one.after:.3f} "
                f"({one.after - one.before:+.3f} [{low:+.3f}, {high:+.3f}])"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
