"""Images are decoded into something else than the program goes on with.

OpenCV reads colours as blue, green, red; weights and means for ImageNet are for red, green, blue.
tf.io.decode_image leaves the shape open, since a GIF has frames, and tf.image.resize then fails in
a data pipeline.

Bad:

    import cv2
    from torchvision import transforms
    normalise = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    image = cv2.imread("cat.jpg")

Good:

    import cv2
    from torchvision import transforms
    normalise = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    image = cv2.cvtColor(cv2.imread("cat.jpg"), cv2.COLOR_BGR2RGB)

A program that turns channels round anywhere in the file is right, masks and grey images are left
alone. Blind to a file that reads in one module and normalises in another.

Sources: the documentation of cv2.imread, torchvision.models and tf.io.decode_image.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.flow import keeper
from acumen.faults.keras import keras_name
from acumen.faults.rule import KERAS, Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.arguments import literal
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU510",
    name="image-decoding",
    kind=RuleKind.FAULT,
    leaves=("api.image_decode",),
    frameworks=("torch", "torchvision", "albumentations", *KERAS),
    confidence=Confidence.HIGH,
    fix="Convert with cv2.COLOR_BGR2RGB; give decode_image expand_animations=False.",
)

_TURNED = re.compile(
    rb"BGR2RGB|COLOR_BGR2|COLOR_RGB2BGR|::-1|\[2, ?1, ?0\]|[bB][gG][rR]_?(?:to|2)_?[rR][gG][bB]"
    rb"|cv2\.split|channel_order|to_rgb|swapRB|\[\.\.\., ?\[|np\.flip|\.flip\(|\bbgr\b|BGR"
)
_NOT_AN_IMAGE = re.compile(
    r"mask|label|seg|depth|gt|gr[ae]y|anno|target|edge|heat|trimap|flow|alpha|disp|kernel",
    re.IGNORECASE,
)
_PREPARED = re.compile(r"applications\.\w+\.preprocess_input$")
_NORMALISE = re.compile(
    r"(?:torchvision\.transforms(?:\.\w+)*|albumentations(?:\.\w+)*)\.Normalize$"
)
_RED_FIRST = 0.485  # the mean of red over ImageNet; blue has 0.406
_DECODES = ("tensorflow.io.decode_image", "tensorflow.image.decode_image")
_NEEDS_SHAPE = frozenset({"resize", "resize_with_pad", "resize_with_crop_or_pad", "resize_images"})
_GIVES_SHAPE = frozenset({"set_shape", "ensure_shape", "reshape", "expand_dims"})


def check(subject: Subject) -> Iterator[Finding]:
    read = list(subject.qualified("cv2.imread"))
    calls = subject.program.calls() if read else ()
    expects = {site.path for site in calls if _expects_rgb(subject, site)}
    for site in read:
        if site.path in expects:
            yield from _colours(subject, site)
    for site in subject.qualified(*_DECODES):
        yield _shape(subject, site)


def _expects_rgb(subject: Subject, site: ResolvedCall) -> bool:
    """Whether a call prepares images by the figures of ImageNet, red first."""
    if _PREPARED.search(keras_name(site.qualified)):
        return True
    if not _NORMALISE.match(site.qualified):
        return False
    text = subject.argument(site, "mean", 0)
    if not text:
        return site.qualified.startswith("albumentations") and not subject.is_open(site)
    mean = subject.constants.value(site.path, text, at=site.call.start).value
    return isinstance(mean, tuple) and len(mean) == 3 and mean[0] == _RED_FIRST


def _colours(subject: Subject, site: ResolvedCall) -> Iterator[Finding]:
    source = subject.source(site.path)
    item = keeper(subject, site)
    words = (item.target if item else "") + subject.argument(site, "filename", 0)
    flag = subject.argument(site, "flags", 1)
    if _NOT_AN_IMAGE.search(words) or (flag and "COLOR" not in flag and flag != "1"):
        return
    if not source:
        yield RULE.unknown("the text of the file is not known", at(site))
    elif _TURNED.search(source):
        yield RULE.absent("the file turns channels round", at(site))
    elif item is None or not item.target.strip().isidentifier():
        yield RULE.unknown("what becomes of the image is not seen", at(site))
    else:
        yield RULE.present(f"{item.target} is blue first and prepared as red first", at(site))


def _shape(subject: Subject, site: ResolvedCall) -> Finding:
    given = subject.argument(site, "expand_animations", 3)
    if given:
        closed = literal(given).value is False
        if closed:
            return RULE.absent("the image has three axes", at(site))
        return RULE.unknown("frames may be kept", at(site))
    function = subject.function_around(site.path, site.call.start)
    if function is None:
        return RULE.unknown("run at once, the shape is known", at(site))
    later = subject.calls(site.path, site.call.start, function.end)
    shaped = next((c for c in later if _last(c) in _GIVES_SHAPE), None)
    needs = next(
        (
            c
            for c in later
            if _last(c) in _NEEDS_SHAPE and c.qualified.startswith("tensorflow.image")
        ),
        None,
    )
    if needs is None or (shaped is not None and shaped.call.start < needs.call.start):
        return RULE.unknown("whether the shape is needed is not seen", at(site))
    if not _is_mapped(subject, function.name.rpartition(".")[2]):
        return RULE.unknown("whether it runs in a pipeline is not seen", at(site))
    return RULE.present("the shape is open, and the resizing needs it", at(site), at(needs))


def _last(site: ResolvedCall) -> str:
    return site.call.callee.rpartition(".")[2]


def _is_mapped(subject: Subject, name: str) -> bool:
    """Whether a function of that name is given to the ``map`` of a data set."""
    return any(
        re.search(rf"(?:^|[.\s]){re.escape(name)}\b", subject.argument(site, "map_func", 0))
        for site in subject.methods("map")
    )
