"""Images become tensors with their channels still last.

Readers of images give rows, columns, channels; convolutions of PyTorch take channels first. Where
the change of axes is missing, the first layer refuses the image, or, where its height happens to
fit, slides over the wrong axes.

Bad:

    import cv2
    import torch
    class Pictures(torch.utils.data.Dataset):
        def __getitem__(self, index):
            image = cv2.imread(self.paths[index]) / 255.0
            return torch.from_numpy(image).float()
    net = torch.nn.Conv2d(3, 8, 3)

Good:

    import cv2
    import torch
    class Pictures(torch.utils.data.Dataset):
        def __getitem__(self, index):
            image = cv2.imread(self.paths[index]) / 255.0
            return torch.from_numpy(image.transpose(2, 0, 1)).float()
    net = torch.nn.Conv2d(3, 8, 3)

Advice: an image is followed back to its file through names, functions and attributes, and nothing
on the way moves its axes. Where something is called that is not seen, it is said only of programs
that move no axes anywhere. Also said where two images go into one call and one of them was moved.
Grey images, masks and depths are left alone by their names. Blind to networks that move the axes.

Sources: the documentation of torch.nn.Conv2d and torch.from_numpy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from acumen.domain.evidence import Evidence
from acumen.domain.facts import Assignment, BlockKind
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.flow import in_other_arm, keeper, names_in
from acumen.faults.imagepaths import way_of
from acumen.faults.images import ImageRead, image_reads
from acumen.faults.origins import callers_of
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.arguments import split_top_level
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU211",
    name="channels-left-last",
    kind=RuleKind.SMELL,
    leaves=("tensors.input.format.generic", "tensors.shape.other"),
    frameworks=("torch",),
    confidence=Confidence.MEDIUM,
    fix="Move the channels first: permute(2, 0, 1) of a tensor, transpose(2, 0, 1) of an array.",
)

_TENSORS = re.compile(r"torch\.(?:from_numpy|tensor|as_tensor|Tensor|FloatTensor)$")
_LAYERS = re.compile(r"torch\.nn\.(?:\w+\.)*(?:[cC]onv2d)$|torchvision\.models\.|timm\.")
_MOVED = re.compile(
    r"(?:permute|transpose|moveaxis|rollaxis|rearrange|swapaxes|movedim)\w*\(|to_?tensor|\.T\b|(?:2|to)_?chw"
    r"|channels?_?first|blobFromImage",
    re.IGNORECASE,
)
_FIRST = re.compile(
    rb"transpose\(\s*(?:\w+,\s*)?[\[(]?\s*(?:axes=)?\(?\s*(?:2|0,\s*3)\b|permute\(\s*[\[(]?(?:2|0,\s*3)\b"
    rb"|[tT]o_?[tT]ensor|moveaxis|rollaxis|swapaxes|movedim|rearrange|channels_last|2tensor|\.T\b"
)
_PERMUTED = re.compile(r"\.(?:permute|transpose)\((?:[^()]|\([^()]*\))*\)")
_BACK = re.compile(  # channels last again, or axes that are no image's
    r"(?:permute|transpose)\((?:[^()\n]|\([^()]*\))*?[\[(]?\s*"
    r"(?:1,\s*2,\s*0|0,\s*2,\s*3,\s*1|(?<=,)\s*1,\s*2\))"
)
_ABOUT = 800  # bytes
_COMMENT = re.compile(r"(?m)#.*$")
_TO_LAST = re.compile(r"\.permute\(\s*[\[(]?0,\s*2,\s*3,\s*1\s*[\])]?\)(?:\.contiguous\(\))?$")
_ARRAY = re.compile(r"array\(|from_numpy|imread|fromarray|float32\(")
_CONVERTS = re.compile(r"^(?:To|Make)?_?Tensor|ToTensor|Array2Tensor", re.IGNORECASE)
_IMAGE = re.compile(r"im(?:g|age|gs|ages)?(?![a-z])|photo|picture|frame|patch", re.IGNORECASE)
_GREY = re.compile(r"gr[ae]y|ndim|newaxis|None\]|unsqueeze|expand_dims|dim\(\)", re.IGNORECASE)
_DATASETS = ("torch.utils.data.Dataset", "torch.utils.data.dataset.Dataset")
_THREE = re.compile(r"([\w.]+)\.(?:ndim|dim\(\))\s*==\s*3|len\(\s*([\w.]+)\.shape\s*\)\s*==\s*3")


def check(subject: Subject) -> Iterator[Finding]:
    names = subject.called_names
    sites = [s for n in names if _TENSORS.match(n) for s in subject.qualified(n)]
    sites.sort(key=lambda site: (site.path, site.call.start))
    layers = any(_LAYERS.search(name) for name in names)
    reads = {(read.site.path, read.site.call.start): read for read in image_reads(subject)}
    seen: set[tuple[str, int]] = set()
    for site in sites:
        start = subject.span_around(site.path, site.call.start)[0]
        finding = _unlike(subject, site)
        if finding is None and layers:
            finding = _three(subject, site)
        if finding is None and layers and (site.path, start) not in seen:
            given = subject.argument(site, "data", 0)
            place = Place(site.path, site.call.start, given, at(site))
            finding = _followed(subject, place, reads) if reads else None
            finding = finding or _converter(subject, place)
        if finding is not None:
            seen.add((site.path, start))
            yield finding
    if layers and reads:
        yield from _items(subject, reads, seen)
    if layers:
        yield from _blocks(subject)
    yield from _encoded(subject)


@dataclass(frozen=True, slots=True)
class Place:
    """An array on its way to a network."""

    path: str
    start: int
    text: str
    evidence: Evidence


def _followed(
    subject: Subject, place: Place, reads: dict[tuple[str, int], ImageRead]
) -> Finding | None:
    """An array that comes from an image file, and where its axes are moved."""
    if not place.text:
        return None
    way = way_of(subject, place.path, place.text, place.start, reads)
    if way.read is None or not way.read.is_picture or not way.pictures:
        return None
    if way.says(_MOVED) or _moves_later(subject, place):
        return RULE.absent(f"the axes of {place.text[:40]} are moved", place.evidence)
    if way.read.by_pil and not way.says(_ARRAY):
        return None  # what is made of it is not seen
    if way.unseen and any(_FIRST.search(subject.source(path)) for path in subject.program.paths):
        return None
    message = f"{place.text[:40]} is an image as it was read, channels last"
    return RULE.present(message, place.evidence, at(way.read.site))


def _converter(subject: Subject, place: Place) -> Finding | None:
    """A class that turns images into tensors, as torchvision's does, and moves no axes."""
    owner = subject.class_around(place.path, place.start)
    name = next(iter(names_in(place.text)), "")
    if owner is None or not _CONVERTS.search(owner.name) or not _IMAGE.match(name):
        return None
    text = _text(subject, place.path, subject.span_around(place.path, place.start))
    if _MOVED.search(text) or _GREY.search(text):
        return None
    return RULE.present(f"{owner.name} makes a tensor of {name} as it is", place.evidence)


def _items(
    subject: Subject, reads: dict[tuple[str, int], ImageRead], seen: set[tuple[str, int]]
) -> Iterator[Finding]:
    """Arrays that a data set gives, and that the loader makes tensors."""
    for path, owner in subject.classes_of(*_DATASETS):
        method = subject.method(path, owner, "__getitem__")
        if method is None or (path, method.start) in seen:
            continue
        for given in subject.program.modules[path].returns:
            if not method.start <= given.start < method.end:
                continue
            for part in split_top_level(given.value.strip("()[]{} ")):
                text = part.rpartition(":")[2].strip()
                if not text.isidentifier():
                    continue
                evidence = Evidence(path, given.line, given.line)
                finding = _followed(subject, Place(path, given.start, text, evidence), reads)
                if finding is not None:
                    yield finding
                    break


def _blocks(subject: Subject) -> Iterator[Finding]:
    """A block that puts channels last, and adds what it made to its input."""
    for path in subject.program.paths:
        for item in subject.assignments(path):
            if not item.target.isidentifier() or not _TO_LAST.search(item.value.strip()):
                continue
            end = subject.span_around(path, item.start)[1]
            later = _text(subject, path, (item.end, end))
            added = re.search(
                rf"return\s+(?:input|residual|shortcut|identity|skip)\w*\s*\+[^\n]*\b{item.target}\b"
                rf"|\b{item.target}\s*=\s*(?:input|residual|shortcut|identity|skip)\w*\s*\+"
                rf"[^\n]*\b{item.target}\b",
                later,
            )
            if added is None:
                continue
            if _MOVED.search(later):
                yield RULE.absent(
                    f"the axes of {item.target} are put back", subject.place(path, item)
                )
            else:
                message = f"{item.target} has its channels last and is added to what has them first"
                yield RULE.present(message, subject.place(path, item))


def _encoded(subject: Subject) -> Iterator[Finding]:
    """Maps of classes made one-hot, which puts the classes last; another one was permuted."""
    items = []
    for site in subject.qualified("torch.nn.functional.one_hot"):
        item = keeper(subject, site)
        if item is not None:
            items.append((site, item, subject.span_around(site.path, item.start)))
    for site, item, span in items:
        if _MOVED.search(item.value) or "argmax" not in item.value:
            continue
        for other_site, other, around in items:
            if other_site.path == site.path and around == span and _PERMUTED.search(other.value):
                message = f"{item.target} has its classes last, {other.target} is permuted"
                yield RULE.present(message, at(site), at(other_site))
                break


def _moves_later(subject: Subject, place: Place) -> bool:
    """Whether the function, or one that calls it, puts channels first once there is a tensor."""
    function = subject.function_around(place.path, place.start)
    around = [_near(subject, place.path, place.start)]
    if function is not None:
        callers = callers_of(subject, place.path, function)
        around += [_near(subject, caller.path, caller.call.start) for caller in callers]
    return any(_MOVED.search(_BACK.sub("", _text(subject, *one))) for one in around)


def _near(subject: Subject, path: str, start: int) -> tuple[str, tuple[int, int]]:
    """The function around a place; outside of functions, what stands about it."""
    if subject.function_around(path, start) is not None:
        return path, subject.span_around(path, start)
    return path, (max(0, start - _ABOUT), start + _ABOUT)


def _text(subject: Subject, path: str, span: tuple[int, int]) -> str:
    text = subject.source(path)[slice(*span)].decode("utf-8", "replace")
    return _COMMENT.sub("", text)


def _three(subject: Subject, site: ResolvedCall) -> Finding | None:
    """An array that was found to have three axes, and becomes a tensor as it is."""
    given = subject.argument(site, "data", 0)
    name = next(iter(names_in(given)), "")
    for block in reversed(subject.program.blocks_around(site.path, site.call.start)):
        found = _THREE.search(block.header) if block.kind is BlockKind.IF else None
        if found is None or (found[1] or found[2]) != name or _MOVED.search(given):
            continue
        if in_other_arm(subject, site.path, block.start + 1, site.call.start):
            continue
        item = keeper(subject, site)
        if item is None or ("img" not in name and "im" not in name):
            return None
        whole = subject.source(site.path)[
            item.start : subject.span_around(site.path, item.start)[1]
        ]
        if not _MOVED.search(whole.decode("utf-8", "replace")):
            return RULE.present(f"{name} has three axes and becomes a tensor as it is", at(site))
    return None


def _unlike(subject: Subject, site: ResolvedCall) -> Finding | None:
    """One of two images for one call: the other was made the same way, and moved."""
    item = keeper(subject, site)
    if item is None or not item.target.isidentifier() or _MOVED.search(item.value):
        return None
    start, end = subject.span_around(site.path, item.start)
    for other in subject.assignments(site.path, start, end):
        if other.start == item.start or not other.target.isidentifier():
            continue
        if _PERMUTED.search(other.value) and _alike(item, other):
            for call in subject.calls(site.path, max(item.end, other.end), end):
                given = [part.text for part in subject.arguments(call)]
                if item.target in given and other.target in given:
                    message = f"{item.target} keeps its axes, {other.target} beside it is permuted"
                    return RULE.present(message, at(site), subject.place(site.path, other))
    return None


def _alike(item: Assignment, moved: Assignment) -> bool:
    def plain(text: str) -> str:
        return re.sub(r"\s", "", re.sub(r"(?<![\w.])[^\W\d]\w*\b(?!\s*[.(])", "_", text))

    return plain(item.value) == plain(_PERMUTED.sub("", moved.value, count=1))
