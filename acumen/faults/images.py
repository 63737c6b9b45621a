"""Image files that a program reads, and the names that hold them in the function that does it.

The reading is generous: whatever is made of an image, in whatever way, counts as the image, so that
a rule that looks for something that was done to it does not miss it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from acumen.domain.facts import Assignment, BlockKind
from acumen.faults.flow import keeper, names_in
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

PIL = frozenset({"PIL.Image.open", "Image.open"})
CV2 = frozenset({"cv2.imread", "cv2.imdecode", "cv2.VideoCapture.read"})
ARRAYS = frozenset(
    {"imageio.imread", "imageio.v2.imread", "imageio.v3.imread", "skimage.io.imread"}
    | {"matplotlib.pyplot.imread", "matplotlib.image.imread", "scipy.misc.imread"}
    | {"scipy.ndimage.imread", "tifffile.imread"}
)
_BOUND = re.compile(r"\bas\s+([^\W\d]\w*)\s*:?\s*$")
_OTHER = re.compile(  # what is no picture in colours, or is named like it
    r"mask|label|seg|depth|gts?(?![a-z])|truth|gr[ae]y|anno|edge|heat|trimap|flow(?!er)|alpha|disp"
    r"|kernel|palette|watermark|logo|sketch|contour|mnist|omniglot|xray|x_ray|normals?(?![a-z])|icon|blank"
    r"|fake|digit|glyph|font|thermal|infrared|gif|rgba|reference",
    re.IGNORECASE,
)

_PICTURE = re.compile(r"(?<![a-z])(?:img|image|photo|picture|frame)(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ImageRead:
    """One place where an image file becomes an image."""

    site: ResolvedCall
    span: tuple[int, int]  # of the function around it
    names: frozenset[str]  # what holds the image, or something made of it, in that function
    words: str  # what it is called there: its names and the function's
    file: str  # the expression that names the file

    @property
    def by_pil(self) -> bool:
        return self.site.qualified in PIL or self.site.call.callee == "Image.open"

    @property
    def by_opencv(self) -> bool:
        return self.site.qualified in CV2 or self.site.call.callee == "cv2.imread"

    @property
    def is_picture(self) -> bool:
        """Whether nothing says that it is a mask, a map of depths or the like."""
        if _OTHER.search(self.words):
            return False
        return bool(_PICTURE.search(self.words)) or not _OTHER.search(self.file)


def image_reads(subject: Subject) -> tuple[ImageRead, ...]:
    """Every image file that is read, by path and position."""
    return subject.once("image reads", lambda: tuple(_reads(subject)))


def _reads(subject: Subject) -> Iterator[ImageRead]:
    sites = [*subject.qualified(*sorted(PIL | CV2 | ARRAYS))]
    sites += [s for s in subject.named("open", "imread") if _by_star(s)]
    for site in sorted(sites, key=lambda s: (s.path, s.call.start)):
        span = subject.span_around(site.path, site.call.start)
        item = keeper(subject, site)
        first = set(_targets(item)) if item is not None else set()
        first.update(_bound_by_with(subject, site))
        around = subject.function_around(site.path, site.call.start)
        words = " ".join((*sorted(first), around.name.rpartition(".")[2] if around else ""))
        names = frozenset(_made_of(subject, site, span, first))
        yield ImageRead(site, span, names, words, site.call.arguments)


def _by_star(site: ResolvedCall) -> bool:
    """Whether the name came with a star import, and is written as everybody writes it."""
    return not site.qualified and site.call.callee in {"Image.open", "cv2.imread"}


def _targets(item: Assignment) -> list[str]:
    target = item.target.partition(":")[0] if "[" not in item.target else item.target
    return re.findall(r"[^\W\d][\w.]*", target.partition("[")[0])


def _bound_by_with(subject: Subject, site: ResolvedCall) -> list[str]:
    """``image`` of ``with Image.open(path) as image:``."""
    for block in reversed(subject.program.blocks_around(site.path, site.call.start)):
        if block.kind is BlockKind.WITH and site.call.callee in block.header:
            bound = _BOUND.search(block.header)
            return [bound[1]] if bound else []
    return []


def _made_of(
    subject: Subject, site: ResolvedCall, span: tuple[int, int], first: set[str]
) -> set[str]:
    names = set(first)
    for item in subject.assignments(site.path, site.call.start, span[1]):
        if not names.isdisjoint(mentioned(item.value)):
            names.update(_targets(item))
    return names


def mentioned(text: str) -> set[str]:
    """Names of an expression, and the attributes of ``self`` in it."""
    return {*names_in(text), *re.findall(r"(?<![\w.])self\.\w+", text)}


def called_of(subject: Subject, read: ImageRead, *methods: str) -> bool:
    """Whether one of ``methods`` is called of the image, at once or by one of its names."""
    for site in subject.calls(read.site.path, *read.span):
        head, _, method = site.call.callee.rpartition(".")
        if method in methods and (holds(read, head) or _spans(read, site)):
            return True
    return False


def holds(read: ImageRead, text: str) -> bool:
    """Whether an expression speaks of the image."""
    return not read.names.isdisjoint(mentioned(text))


def _spans(read: ImageRead, site: ResolvedCall) -> bool:
    """Whether the receiver of a call is the expression that reads the file."""
    inner = read.site.call
    receiver = site.call.end - len(site.call.arguments.encode()) - 2
    return site.call is not inner and site.call.start <= inner.start and inner.end <= receiver


def returned(subject: Subject, read: ImageRead) -> list[str]:
    """What the function returns that speaks of the image."""
    returns = subject.program.modules[read.site.path].returns
    found = []
    for given in returns[bisect_left(returns, read.span[0], key=lambda item: item.start) :]:
        if given.start >= read.span[1]:
            break
        inner = given.start <= read.site.call.start < given.end
        if inner or holds(read, given.value):
            found.append(given.value.strip())
    return found
