"""Images are used with the channels that their files happen to have.

PIL gives an image the way it is stored: a grey file has one channel, a PNG may have four, a GIF
holds indices into a palette. A network takes three; the first such file stops the run with an error
about shapes, or, worse, is broadcast.

Bad:

    import torch
    from PIL import Image
    class Pictures(torch.utils.data.Dataset):
        def __getitem__(self, index):
            return self.transform(Image.open(self.paths[index]))

Good:

    import torch
    from PIL import Image
    class Pictures(torch.utils.data.Dataset):
        def __getitem__(self, index):
            return self.transform(Image.open(self.paths[index]).convert("RGB"))

Advice: where every file is known to be in colour, all is well. Left alone are masks, depths and
grey images by their names, what a program packed itself, images that are only shown or measured,
and functions that look at the number of axes or take three channels out. Blind to data sets
whose files were converted before.

Sources: the documentation of PIL.Image.open and PIL.Image.Image.convert.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.images import ImageRead, called_of, holds, image_reads, returned
from acumen.faults.mentions import mentions
from acumen.faults.origins import callers_of
from acumen.faults.rule import KERAS, TORCH, Rule, at
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU521",
    name="image-mode",
    kind=RuleKind.SMELL,
    leaves=("api.image_decode",),
    frameworks=(*TORCH, *KERAS, "jax", "flax"),
    confidence=Confidence.MEDIUM,
    fix='Call convert("RGB") (or "L") on what PIL opens, before it becomes a tensor.',
)

_PREPARES = re.compile(
    r"transform|tensor|preproc|process|extractor|aug|tfm|trans$|norm|prepare|crop", re.IGNORECASE
)
_ARRAY = re.compile(r"(?:numpy|jax\.numpy)\.(?:array|asarray|float32|uint8)$|img_to_array$")
_LOOKS = re.compile(
    rb"\.ndim\b|len\(\s*[\w.]+\.shape\s*\)|\[\s*(?:\.\.\.|:\s*,\s*:)\s*,\s*(?::\s*3|0|\d:)\s*\]"
    rb"|\.shape\[(?:2|-1)\]|getbands|Grayscale|COLOR_|gray2rgb|grey2rgb|num_output_channels|RGBA|view\(4"
    rb"|reshape\(\s*\d+\s*,\s*\d+\s*,\s*3\s*\)"
)
_COLUMN = re.compile(  # [transform(image) for image in examples["image"]]
    r"""([\w.]+)\((?:images?=)?\s*([^\W\d]\w*)(?:\.convert\([^()]*\))?\s*[,)][^\[\]]*\sfor \2 in """
    r"""(\w+\[[^\[\]]*(?:im(?:age|g)|pixel)[^\[\]]*\])"""
)
_NO_PICTURE = re.compile(r"mask|label|seg|depth|conditioning", re.IGNORECASE)
_PACKED = re.compile(rb"\blmdb\b|\btxn\b")


def check(subject: Subject) -> Iterator[Finding]:
    for read in image_reads(subject):
        if read.by_pil and read.is_picture and subject.source(read.site.path):
            yield from _judge(subject, read)
    if "datasets" in subject.roots:
        for path in subject.program.paths:
            yield from _columns(subject, path)


def _columns(subject: Subject, path: str) -> Iterator[Finding]:
    """Images of a data set's column, which are as they were stored too."""
    seen = set()
    for one in mentions(subject, path, (0, 1 << 60), _COLUMN):
        line = one.place.first_line
        if (
            one.text.lstrip()[:1] not in {"[", "{"}
            or line in seen
            or _NO_PICTURE.search(one.found[0])
        ):
            continue
        seen.add(line)
        if ".convert(" in one.text or "RGB" in one.text:
            yield RULE.absent("the images of the column are converted", one.place)
        elif not _LOOKS.search(subject.source(path)):
            yield RULE.present(
                f"{one.found[1]}({one.found[2]}) takes images as {one.found[3]} stores them: "
                "a grey one has 1 channel, others 4",
                one.place,
            )


def _judge(subject: Subject, read: ImageRead) -> Iterator[Finding]:
    if _PACKED.search(subject.source(read.site.path)):
        return
    if called_of(subject, read, "convert"):
        yield RULE.absent("the image is converted", at(read.site))
    elif (use := _use(subject, read)) and not _elsewhere(subject, read):
        yield RULE.present(
            f"the image is {use} with the channels of its file: a grey one has 1, others 4",
            at(read.site),
        )


def _use(subject: Subject, read: ImageRead) -> str:
    """How the image goes on towards a network; "" where that is not seen."""
    for site in subject.calls(read.site.path, *read.span):
        inner = site.call.start < read.site.call.start < site.call.end
        if not (inner or holds(read, site.call.arguments)):
            continue
        if _ARRAY.search(site.qualified) or site.qualified.endswith("pil_to_tensor"):
            return "made an array"
        if _PREPARES.search(site.call.callee.rpartition(".")[2]):
            return f"given to {site.call.callee[:40]}"
    if subject.function_around(read.site.path, read.site.call.start) is not None:
        for value in returned(subject, read):
            opened = value.startswith(read.site.call.callee) and value.endswith(")")
            whole = value in read.names or opened
            if whole or any(part.strip() in read.names for part in value.strip("()").split(",")):
                return "returned"
    return ""


def _elsewhere(subject: Subject, read: ImageRead) -> bool:
    """Whether channels are looked at or converted by somebody else who has the image."""
    path = read.site.path
    if _LOOKS.search(subject.source(path)[slice(*read.span)]):
        return True
    function = subject.function_around(path, read.site.call.start)
    if function is None:
        return False
    for caller in callers_of(subject, path, function):
        start, end = subject.span_around(caller.path, caller.call.start)
        text = subject.source(caller.path)[start:end]
        if b".convert(" in text or _LOOKS.search(text):
            return True
    return False
