"""Images are read blue first and go to weights that were trained red first.

OpenCV gives blue, green, red. Weights from ImageNet, their means, and whatever PIL or matplotlib
read are red, green, blue. Nothing fails: the scores are a few points lower than they could be.

Bad:

    import cv2
    import torch
    from torchvision.models import resnet50
    class Pictures(torch.utils.data.Dataset):
        def __getitem__(self, index):
            image = cv2.imread(self.paths[index])
            return self.transform(image)
    model = resnet50(weights="DEFAULT")

Good:

    import cv2
    import torch
    from torchvision.models import resnet50
    class Pictures(torch.utils.data.Dataset):
        def __getitem__(self, index):
            image = cv2.cvtColor(cv2.imread(self.paths[index]), cv2.COLOR_BGR2RGB)
            return self.transform(image)
    model = resnet50(weights="DEFAULT")

Advice, over all files of a program: one reads, another knows the weights, and none turns the
channels. A program that trains all weights itself and reads with OpenCV alone is right, and nothing
is said. Blind to weights that were trained blue first.

Sources: the documentation of cv2.imread and torchvision.models.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.images import ImageRead, called_of, holds, image_reads, returned
from acumen.faults.origins import callers_of
from acumen.faults.rule import KERAS, TORCH, Rule, at
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU522",
    name="blue-first-images",
    kind=RuleKind.SMELL,
    leaves=("api.image_decode",),
    frameworks=(*TORCH, *KERAS, "albumentations"),
    confidence=Confidence.MEDIUM,
    fix="Turn the channels with cv2.cvtColor(image, cv2.COLOR_BGR2RGB) where the file is read.",
)

_TURNED = re.compile(
    rb"BGR2RGB|COLOR_BGR2|COLOR_RGB2BGR|::-1|\[2, ?1, ?0\]|(?:to|(?<!GRAY)2)_?[rR][gG][bB]\b"
    rb"|cv2\.split|channel_order|to_rgb|swapRB|\[\.\.\., ?\[|np\.flip|\.flip\(|\bbgr|BGR|caffe"
    rb"|IMREAD_(?:GRAYSCALE|UNCHANGED)"
)
_RED_FIRST = re.compile(
    r"(?:torchvision\.models|keras\.applications|timm|pretrainedmodels|segmentation_models)\b"
    r"|albumentations(?:\.\w+)*\.Normalize$|from_pretrained$"
)
_BLUE_FIRST = re.compile(rb"10[34](?:\.\d*)?,\s*11[67]|caffe")  # the means of ImageNet
_TAKES = re.compile(
    r"PIL\.Image\.fromarray$|pyplot\.imshow$|ToPILImage(?:\.__call__)?$|to_pil_image$"
)
_MEANS = re.compile(rb"0?\.485\s*,\s*0?\.456|123\.68")


def check(subject: Subject) -> Iterator[Finding]:
    reads = [read for read in image_reads(subject) if read.is_picture]
    blue = [read for read in reads if read.by_opencv and _in_colour(subject, read)]
    if not blue:
        return
    taken = any(_BLUE_FIRST.search(subject.source(path)) for path in subject.program.paths)
    reason = "" if taken else _expected(subject, reads)
    for read in blue:
        source = subject.source(read.site.path)
        if not source:
            continue
        if _is_turned(subject, read):
            yield RULE.absent("the channels are turned round", at(read.site))
        elif taker := _taker(subject, read):
            message = f"blue stands first in what is read, and {taker} takes red first"
            yield RULE.present(message, at(read.site))
        elif reason and _goes_on(subject, read):
            yield RULE.present(f"blue stands first in what is read, {reason}", at(read.site))


def _in_colour(subject: Subject, read: ImageRead) -> bool:
    flag = subject.argument(read.site, "flags", 1)
    return not flag or "COLOR" in flag or flag == "1"


def _expected(subject: Subject, reads: list[ImageRead]) -> str:
    """Who takes red first; "" if nothing of the program is known to."""
    for name in subject.called_names:
        if _RED_FIRST.search(name):
            return f"and {name.rpartition('.')[2]} takes red first"
    if any(read.by_pil for read in reads):
        return "and others that PIL reads have red first"
    if any(_MEANS.search(subject.source(path)) for path in subject.program.paths):
        return "and the means of ImageNet are given red first"
    if any(b"BGR2RGB" in subject.source(path) for path in subject.program.paths):
        return "and others are turned round"
    return ""


def _is_turned(subject: Subject, read: ImageRead) -> bool:
    """Whether the function, who calls it, or a function that reads nothing turns channels round."""
    path = read.site.path
    if _TURNED.search(subject.source(path)[slice(*read.span)]):
        return True
    if called_of(subject, read, "convert", "to_rgb"):
        return True
    function = subject.function_around(path, read.site.call.start)
    for caller in callers_of(subject, path, function) if function else ():
        start, end = subject.span_around(caller.path, caller.call.start)
        if _TURNED.search(subject.source(caller.path)[start:end]):
            return True
    own = [other.span for other in image_reads(subject) if other.site.path == path]
    return any(
        not any(start <= found.start() < end for start, end in own)
        for found in _TURNED.finditer(subject.source(path))
    )


def _taker(subject: Subject, read: ImageRead) -> str:
    """What takes red first and is given the image in the same function."""
    for site in subject.calls(read.site.path, *read.span):
        if _TAKES.search(site.qualified) and holds(read, site.call.arguments):
            return site.call.callee
    return ""


def _goes_on(subject: Subject, read: ImageRead) -> bool:
    """Whether the image is kept or handed on; one that is only measured or drawn on is not."""
    if returned(subject, read):
        return True
    return bool(read.names) and any(
        site.call.callee.rpartition(".")[2] in {"transform", "transforms", "append", "from_numpy"}
        and not read.names.isdisjoint(re.findall(r"[\w.]+", site.call.arguments))
        for site in subject.calls(read.site.path, *read.span)
    )
