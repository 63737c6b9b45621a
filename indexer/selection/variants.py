"""Sibling programs of one family: ``train.py``, ``train_ddp.py``, ``train_jax.py``.

A folder of independent lessons is no family. Two programs of one folder are variants if one name
extends the other, if their names differ in words for a way of running only, or if they are built
from the same files beside them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from posixpath import basename, dirname, splitext
from typing import Final

from indexer.selection.wordlist import words

MAX_SHARERS: Final = 8  # a file that more programs of a folder import is a tool, not a family

# Words that tell how a program runs, not what it does.
_WAYS: Final = words(
    """accelerate amp bf16 cpu ddp deepspeed dist distributed dp eager fabric flax fp16 fsdp gpu
    graph horovod jax jit keras lightning local lora mirrored mixed mp multi multigpu no notrainer
    parallel pl pmap precision pt pytorch ray single slurm spark tensorflow tf tf2 torch tpu trainer
    v1 v2 v3 xla"""
)
_NUMBER = re.compile(r"^\d+[a-z]?$")


def find_variants(closures: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """For each entry the entries of its variants, ascending; symmetric.

    ``closures`` gives the files of each program, by entry.
    """
    folders: dict[str, list[str]] = defaultdict(list)
    for entry in sorted(closures):
        folders[dirname(entry)].append(entry)
    found: dict[str, set[str]] = {entry: set() for entry in closures}
    for entries in folders.values():
        for group in (*_by_name(entries), *_by_closure(entries, closures)):
            for entry in group:
                found[entry].update(other for other in group if other != entry)
    return {entry: tuple(sorted(others)) for entry, others in found.items()}


def name_words(path: str) -> tuple[str, ...]:
    """The words of a file's name, numbers left out: ``02_train-ddp.py`` -> train, ddp."""
    stem = splitext(basename(path))[0].lower()
    return tuple(w for w in re.split(r"[^a-z0-9]+", stem) if w and not _NUMBER.match(w))


def _by_name(entries: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of related names. Compared in sorted order, so a name's extensions follow it."""
    by_core: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for entry in entries:
        words = name_words(entry)
        core = tuple(word for word in words if word not in _WAYS) or words
        if core:
            by_core[core].append(entry)
    pairs = []
    for core, members in sorted(by_core.items()):
        pairs += [(a, b) for i, a in enumerate(members) for b in members[i + 1 :]]
        for length in range(1, len(core)):
            for shorter in by_core.get(core[:length], ()):
                pairs += [(shorter, member) for member in members]
    return pairs


def _by_closure(
    entries: Sequence[str], closures: Mapping[str, Sequence[str]]
) -> list[tuple[str, str]]:
    """Pairs that share at least half of the files beside or below their folder."""
    own: dict[str, frozenset[str]] = {}
    sharers: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        folder = dirname(entry)
        near = (f for f in closures[entry][1:] if not folder or f.startswith(f"{folder}/"))
        own[entry] = frozenset(near)
        for path in sorted(own[entry]):
            sharers[path].append(entry)
    pairs: set[tuple[str, str]] = set()
    for members in sharers.values():
        if 2 <= len(members) <= MAX_SHARERS:
            pairs.update((a, b) for i, a in enumerate(members) for b in members[i + 1 :])
    return sorted(
        (a, b) for a, b in pairs if 2 * len(own[a] & own[b]) >= len((own[a] | own[b]) - {a, b})
    )
