"""The program that a reading child runs: ``python -m indexer.parsing.child``.

Reads frames (index, language, file bytes) from standard input and answers each with (index, 0,
encoded facts) on standard output, after one READY frame. Ends when its input does.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import signal

from acumen.domain.facts import Language, ReadProblem, Unread
from acumen.syntax.codec import encode_facts
from acumen.syntax.reading import read_module
from indexer.parsing.frames import READY, pack, read_frame, write_all

LANGUAGES = (Language.PYTHON, Language.NOTEBOOK)  # by the number in a frame
MAX_MEMORY_BYTES = 3 << 30
_INPUT, _OUTPUT = 0, 1


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    with contextlib.suppress(ValueError, OSError):  # macOS knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    output = os.dup(_OUTPUT)
    os.dup2(2, _OUTPUT)  # whatever prints by accident cannot disturb the frames
    gc.disable()  # facts hold no cycles: they go as soon as they are written
    write_all(output, pack(0, READY, b""))
    while (frame := read_frame(_INPUT)) is not None:
        index, language, data = frame
        write_all(output, pack(index, 0, read(data, LANGUAGES[language])))


def read(data: bytes, language: Language) -> bytes:
    """Encoded facts, whatever happens."""
    try:
        return encode_facts(read_module(data, language))
    except MemoryError:
        return encode_facts(Unread(ReadProblem.TIMEOUT, "memory"))
    except Exception as error:  # noqa: BLE001 - the edge: one file's failure is its own outcome
        return encode_facts(Unread(ReadProblem.CRASH, type(error).__name__))


if __name__ == "__main__":
    main()
