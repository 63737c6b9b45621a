"""What was made while the collector kept away is not gone through right after."""

from __future__ import annotations

import gc

from acumen.syntax.collecting import seldom_collecting


def test_what_was_made_counts_as_old_afterwards() -> None:
    threshold = gc.get_threshold()
    searches: list[str] = []

    def note(phase: str, info: dict[str, int]) -> None:
        del info
        searches.append(phase)

    gc.collect()
    gc.callbacks.append(note)
    try:
        with seldom_collecting(1_000_000):
            kept = [[number] for number in range(5_000)]
        kept += [[number] for number in range(100)]
    finally:
        gc.callbacks.remove(note)
    assert len(kept) == 5_100
    assert searches == []
    assert gc.get_threshold() == threshold
    assert gc.get_freeze_count() == 0
