"""Which device a program settles once for all that it makes."""

from __future__ import annotations

import re

from acumen.faults.subject import Subject

_DEFAULTS = re.compile(
    rb"set_default_(?:device|tensor_type)|DeviceDataLoader|with torch\.device\(|device_map"
)
_ON_CPU = re.compile(rb"device\s*[(=]\s*['\"]cpu['\"]")
_ON_GPU = re.compile(rb"cuda|gpu|mps|xpu", re.IGNORECASE)


def told_by_default(subject: Subject) -> bool:
    """Whether everything is made on a device that is set once, or a loader brings it there."""
    return any(_tells(subject, path) for path in subject.program.paths)


def _tells(subject: Subject, path: str) -> bool:
    source = subject.source(path)
    return subject.program.module(path).once_under(
        f"tells of a device {len(source)}", lambda: (_DEFAULTS.search(source) is not None,)
    )[0]


def only_cpu(subject: Subject) -> bool:
    """Whether the program names the CPU as its device and no GPU anywhere."""
    text = [subject.source(path) for path in subject.program.paths]
    return any(map(_ON_CPU.search, text)) and not any(map(_ON_GPU.search, text))
