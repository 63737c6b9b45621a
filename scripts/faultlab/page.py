"""The measured part of ``docs/faults.md``, in Markdown."""

from __future__ import annotations

import math
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator

from acumen.domain.finding import RuleKind
from acumen.faults.registry import LoadedRule, load_rules
from acumen.mutation.registry import load_operators
from acumen.taxonomy.tree import Decidable, load_taxonomy
from faultlab.repositories import DATA, rows
from faultlab.seeded import Seeded, Survey
from faultlab.suites import SuiteResult

MARK = {True: "x", False: ""}


def wilson(right: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if n == 0:
        return 0.0, 1.0
    z, p = 1.959964, right / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def share(right: int, n: int) -> str:
    """``.83 (.67 to .92)``."""
    if n == 0:
        return ""
    low, high = wilson(right, n)
    return f"{right / n:.2f} ({low:.2f} to {high:.2f})"


def page(survey: Survey, unseen: Survey, results: list[SuiteResult], *, seed: int) -> Iterator[str]:
    """All tables; ``unseen`` is of programs that no rule was fitted to."""
    yield from _seeded(survey, seed)
    yield ""
    yield from _unseen(unseen)
    yield ""
    yield from _operators(survey.seeded)
    yield ""
    yield from _rules(survey.seeded)
    yield ""
    yield from _equivalents()
    yield ""
    yield from _read()
    yield ""
    yield from _suites(results)
    yield ""
    yield from _coverage()
    yield ""
    yield from _never()


def _unseen(survey: Survey) -> Iterator[str]:
    yield "### Seeded faults in programs that no rule was fitted to"
    yield ""
    drawn = rows("unseen_rounds.jsonl")
    yield (
        "Sets 1 to 4 and 7 are templates, drawn at random from the catalogue without those of the "
        "sets before; sets 5 and 6 are files that train, drawn at random from repositories in "
        "which nothing had been seeded, whether they are templates or not; in those of set 5 no "
        "finding had been read either. Set 8 are the programs of labels_h.jsonl, of repositories "
        "that no source names and no rule had ever met, set 9 those of labels_i.jsonl, set 10 "
        "those of labels_j.jsonl, set 11 those of labels_k.jsonl and set 13 those of "
        "labels_l.jsonl; set 12 are programs of further such repositories. "
        "Each set was measured with the rules as they had been and as they stood when it was "
        "drawn; then misses were read, and the next "
        "set was drawn. The last one is measured anew with each evaluation; since it was read, "
        "what no run of a program comes to is left open, and 17 of its mutants with it. "
        "Operators of the mutator were tightened between sets 9 and 10, where "
        "they seeded what changes nothing; the rules before met the operators of their time."
    )
    yield ""
    yield "| set | seed | programs | mutants | rules before | rules when it was drawn |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for row in drawn:
        mutants, before, after = (int(str(row[key])) for key in ("mutants", "before", "after"))
        yield (
            f"| {row['set']} | {row['seed']} | {row['programs']} | {mutants} | "
            f"{share(before, mutants)} | {share(after, mutants)} |"
        )
    yield ""
    yield from _by_framework(survey.seeded)
    n, right = len(survey.seeded), sum(bool(s.right) for s in survey.seeded)
    yield f"| all of the last set | {n} | {share(right, n)} | {_by_fault(survey.seeded)} |"


def _by_fault(seeded: Iterable[Seeded]) -> str:
    found = list(seeded)
    return share(sum(s.by_fault for s in found), len(found))


def _by_framework(seeded: Iterable[Seeded]) -> Iterator[str]:
    frameworks: dict[str, list[Seeded]] = defaultdict(list)
    for one in seeded:
        frameworks[one.pin.framework].append(one)
    yield "| framework | mutants | found | of kind fault |"
    yield "| --- | ---: | ---: | ---: |"
    for framework, found in sorted(frameworks.items()):
        hit, total = sum(bool(s.right) for s in found), len(found)
        yield f"| {framework} | {total} | {share(hit, total)} | {_by_fault(found)} |"


def _seeded(survey: Survey, seed: int) -> Iterator[str]:
    n, right = len(survey.seeded), sum(bool(s.right) for s in survey.seeded)
    faults = sum(s.by_fault for s in survey.seeded)
    programs = len(survey.clean)
    yield "### Seeded faults"
    yield ""
    yield (
        f"{n} mutants over {len({s.operator for s in survey.seeded})} operators in {programs} "
        f"programs (seed {seed}). Found by a rule of the right leaf: {share(right, n)}; by one of "
        f"kind fault: {share(faults, n)}."
    )
    yield ""
    yield from _by_framework(survey.seeded)
    yield ""
    found_in = sum(bool(findings) for _, findings in survey.clean)
    wrong = {
        (str(r["repository"]), str(r["path"]), str(r["rule"]), r["line"])
        for r in rows("originals.jsonl")
        if r["verdict"] == "wrong"
    }
    bad = 0
    unread = 0
    judged = {
        (str(r["repository"]), str(r["path"]), str(r["rule"]), r["line"])
        for r in rows("originals.jsonl")
    }
    for program, findings in survey.clean:
        keys = [
            (program.pin.repository, f.evidence[0].path, f.rule, f.evidence[0].first_line)
            for f in findings
        ]
        bad += any(key in wrong for key in keys)
        unread += sum(key not in judged for key in keys)
    yield (
        f"{found_in} of the {programs} originals have a finding of kind fault. Each was read: in "
        f"{bad} of them ({bad / programs:.1%}) one is wrong"
        + (f"; {unread} findings are not read yet." if unread else ".")
    )


def _operators(seeded: Iterable[Seeded]) -> Iterator[str]:
    by_operator: dict[str, list[Seeded]] = defaultdict(list)
    for one in seeded:
        by_operator[one.operator].append(one)
    yield "### Recall by operator"
    yield ""
    yield "| operator | leaves | n | found | of kind fault | by |"
    yield "| --- | --- | ---: | ---: | ---: | --- |"
    for loaded in load_operators():
        operator = loaded.operator
        found = by_operator.get(operator.name, [])
        hit = [s for s in found if s.right]
        rules = ", ".join(sorted({rule for s in hit for rule in s.right}))
        recall = f"{len(hit) / len(found):.2f}" if found else ""
        faults = f"{sum(s.by_fault for s in found) / len(found):.2f}" if found else ""
        leaves = ", ".join(operator.leaves)
        yield f"| {operator.name} | {leaves} | {len(found)} | {recall} | {faults} | {rules} |"


def per_rule(seeded: Iterable[Seeded]) -> dict[str, tuple[int, int]]:
    """For each rule how many mutants it found, and how many carry one of its leaves."""
    known = {loaded.rule.id: loaded.rule for loaded in load_rules()}
    mutants = list(seeded)
    operators = defaultdict(set)  # that a rule has found at least once: what it is for
    for one in mutants:
        for rule in one.right:
            operators[rule].add(one.operator)
    return {
        rule: (
            sum(rule in s.right for s in mutants),
            sum(s.operator in operators[rule] for s in mutants),
        )
        for rule in known
    }


def verdicts_of(rule: str) -> tuple[int, int]:
    """How many findings of a rule in real programs were read as right, and how many were read.

    Findings that led to a change of the rule and are no longer made do not count.
    """
    read = [r for r in rows("verdicts.jsonl") if r["rule"] == rule and not r.get("mended")]
    return sum(r["verdict"] == "right" for r in read), len(read)


def _rules(seeded: Iterable[Seeded]) -> Iterator[str]:
    counted = per_rule(list(seeded))
    yield "### By rule"
    yield ""
    yield (
        "Recall is over the mutants of the operators of which the rule found any. Precision is "
        "over the findings in real programs that were read."
    )
    yield ""
    yield "| rule | kind | n seeded | recall | n read | precision |"
    yield "| --- | --- | ---: | ---: | ---: | ---: |"
    for loaded in load_rules():
        found, n = counted[loaded.rule.id]
        right, read = verdicts_of(loaded.rule.id)
        name = f"{loaded.rule.id} {loaded.rule.name}"
        recall = f"{found / n:.2f}" if n else ""
        yield f"| {name} | {loaded.rule.kind} | {n} | {recall} | {read} | {share(right, read)} |"


def _equivalents() -> Iterator[str]:
    read = rows("mutants_read.jsonl")
    yield "### Mutants that were read"
    yield ""
    real = sum(r["verdict"] == "fault" for r in read)
    yield (
        f"{len(read)} mutants were drawn and read; {real} of them are faults, "
        f"{len(read) - real} change nothing or nothing for the worse."
    )
    if any(r["verdict"] != "fault" for r in read):
        yield ""
        yield "| operator | program | why it is none |"
        yield "| --- | --- | --- |"
        for row in read:
            if row["verdict"] != "fault":
                yield f"| {row['operator']} | {row['repository']} {row['path']} | {row['reason']} |"


def _read() -> Iterator[str]:
    read = rows("verdicts.jsonl")
    kept = [r for r in read if not r.get("mended")]
    yield "### Findings in real programs"
    yield ""
    first = sum(r["verdict"] == "right" for r in read)
    right = sum(r["verdict"] == "right" for r in kept)
    chosen = sum(r.get("drawn") == "by rule" for r in read)
    yield (
        f"{len(read)} findings of kind fault were drawn at random from "
        f"{len({r['repository'] for r in read})} repositories, at most three of a rule in one "
        f"repository ({chosen} of them among the findings of single rules that had been wrong or "
        "seldom read: the round marked by a star), and read one by one. As they were made then, "
        f"{share(first, len(read))} were "
        f"right. Rules were mended where they were wrong; of the {len(kept)} findings that are "
        f"still made {share(right, len(kept))} are right."
    )
    rounds = sorted({int(str(r["round"])) for r in read})
    yield ""
    yield "| round | repositories | findings | right when read |"
    yield "| --- | ---: | ---: | ---: |"
    for number in rounds:
        mine = [r for r in read if r["round"] == number]
        good = sum(r["verdict"] == "right" for r in mine)
        places = len({r["repository"] for r in mine})
        star = "*" if any(r.get("drawn") == "by rule" for r in mine) else ""
        yield f"| {number}{star} | {places} | {len(mine)} | {share(good, len(mine))} |"


def _suites(results: list[SuiteResult]) -> Iterator[str]:
    yield "### Programs that others labelled"
    yield ""
    head = "labels | found | with a right fault finding | without removed names | wrong"
    yield f"| suite | programs | {head} |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for one in results:
        found = f"{one.found}" if one.wanted else ""
        wanted = f"{one.wanted}" if one.wanted else ""
        read = bool(one.right_programs)
        right = f"{one.right_programs}" if read else ""
        beyond = f"{one.right_beyond_names}" if read else ""
        wrong = f"{one.wrong}" if read else ""
        yield (
            f"| {one.suite} | {one.programs} | {wanted} | {found} | {right} | {beyond} | {wrong} |"
        )
    for one in results:
        if one.by_code:
            got, total = one.themed
            yield ""
            yield (
                f"Of the labelled lines of {one.suite} whose theme a rule has, {got} of {total} "
                "are found."
            )
            yield ""
            yield "| code | lines | found |"
            yield "| --- | ---: | ---: |"
            for code, (hit, n) in one.by_code.items():
                yield f"| {code} | {n} | {hit} |"


def _coverage() -> Iterator[str]:
    with (DATA / "tools.toml").open("rb") as file:
        tools = tomllib.load(file)["tool"]
    by_leaf: dict[str, list[LoadedRule]] = defaultdict(list)
    for loaded in load_rules():
        for name in loaded.rule.leaves:
            by_leaf[name].append(loaded)
    leaves = load_taxonomy().leaves
    names = [str(tool["name"]) for tool in tools]
    fault = sum(any(r.rule.kind is RuleKind.FAULT for r in by_leaf[leaf.id]) for leaf in leaves)
    touched = sum(bool(by_leaf[leaf.id]) for leaf in leaves)
    yield "### Which tool looks at which kind of fault"
    yield ""
    yield (
        f"Acumen has a rule on {touched} of {len(leaves)} leaves, one of kind fault on {fault}. "
        "What the other tools touch is one reader's mapping of their checks; Umlaut watches a "
        "model while it trains, the others read code."
    )
    yield ""
    counts = " | ".join(str(len(tool["leaves"])) for tool in tools)
    yield f"| leaf | code can tell | Acumen | {' | '.join(names)} |"
    yield f"| --- | --- | --- |{' --- |' * len(names)}"
    yield f"| **leaves** | | **{touched}** | {counts} |"
    for leaf in leaves:
        ours = " ".join(
            loaded.rule.id + ("" if loaded.rule.kind is RuleKind.FAULT else "*")
            for loaded in by_leaf[leaf.id]
        )
        marks = " | ".join(MARK[leaf.id in tool["leaves"]] for tool in tools)
        yield f"| {leaf.id} | {leaf.static} | {ours} | {marks} |"
    yield ""
    yield "A star marks advice. Sources: " + "; ".join(f"{t['name']} {t['about']}" for t in tools)


def _never() -> Iterator[str]:
    leaves = [leaf for leaf in load_taxonomy().leaves if leaf.static is Decidable.NO]
    yield "### What code can never tell"
    yield ""
    yield f"{len(leaves)} leaves take the data, or a run. They are named so on every card:"
    yield ""
    for leaf in leaves:
        yield f"- {leaf.id}: {leaf.about}"
