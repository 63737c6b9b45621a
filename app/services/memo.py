"""Answers that cost something to work out, kept for as long as their generation is shown."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

MOST: Final = 256  # answers; a mask of a million templates is one of 1 MB

_Answer = TypeVar("_Answer")


class Memo:
    """A bounded store, least recently asked out first. Safe between threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], _Answer]) -> _Answer:
        """What stands under ``key``, made at the first asking.

        Two threads that ask at once may both make it; they get equal answers.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                found: _Answer = self._kept[key]
                return found
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made
