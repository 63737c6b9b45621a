"""Batches and models that are on two devices when they meet, whatever they are called."""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.evidence import Evidence
from acumen.domain.facts import BlockKind
from acumen.faults.batches import LOADER
from acumen.faults.homes import reading
from acumen.faults.modes import holds
from acumen.faults.modules import identities, runs_own_module
from acumen.faults.origins import iterated_by
from acumen.faults.subject import Subject
from acumen.faults.transfers import gives_batches, touched_objects, unseen_moves
from acumen.faults.whereabouts import Home

_MODEL = re.compile(
    r"model|net|encoder|decoder|generator|discriminator|^[GD]$|^self$", re.IGNORECASE
)


def apart(subject: Subject) -> Iterator[tuple[str, Evidence]]:
    """What is fed and what it is fed to in two places: what is wrong, and where."""
    homes = reading(subject)
    for path in subject.about:
        if "torch" not in subject.roots_of(path):
            continue
        spans = {
            subject.span_around(path, loop.start)
            for loop in subject.program.modules[path].blocks
            if loop.kind is BlockKind.FOR
            and (
                LOADER.search(iterated_by(loop))
                or gives_batches(subject, path, iterated_by(loop), loop.start)
            )
        }
        for span in sorted(spans):
            homes.read(path, span)
            yield from _model_left(subject, path, span)
    for clash in sorted(homes.clashes, key=lambda one: (one.path, one.at, one.text)):
        if clash.made < 0:
            line = subject.source(clash.path).count(b"\n", 0, clash.at) + 1
            place = Evidence(clash.path, line, line)
            yield f"a part of the batch is never moved: {clash.text}", place


def _model_left(
    subject: Subject, path: str, span: tuple[int, int]
) -> Iterator[tuple[str, Evidence]]:
    """A model of the program that nothing brings to a device, and what it is given is on one."""
    homes = reading(subject)
    for site in subject.calls(path, *span):
        callee, start = site.call.callee, site.call.start
        if not site.call.arguments or not runs_own_module(subject, path, callee, start):
            continue
        held = identities(subject, path, callee, start)
        there = touched_objects(subject)
        if not held or not held.isdisjoint(there) or callee.startswith("self."):
            continue
        given = [homes.home(path, item.text, start).home for item in subject.arguments(site)]
        if given[0] not in {Home.GPU, Home.TOLD} or any(map(_MODEL.search, unseen_moves(subject))):
            continue
        if any(holds(subject, one, held) for one in there):
            continue
        yield f"what {callee} is given is moved and {callee} is not", site.lines
        return
