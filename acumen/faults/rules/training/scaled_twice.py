"""Images are scaled twice, or scaled for another range than they have.

After ToTensor() or a division by 255 values lie between 0 and 1. A second division leaves next to
nothing of them, and a normalisation by means of the range 0 to 255 pushes all of them to about
minus two.

Bad:

    from torchvision import transforms
    steps = transforms.Compose([
        transforms.ToTensor(),
        transforms.Normalize(mean=[123.7, 116.3, 103.5], std=[58.4, 57.1, 57.4]),
    ])

Good:

    from torchvision import transforms
    steps = transforms.Compose([
        transforms.ToTensor(),
        transforms.Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225]),
    ])

Looks at lists of torchvision's transforms, and at arrays that are divided by 255 in the same
function. Blind to scaling inside a data set or a model of the program.

Sources: the documentation of torchvision.transforms, keras.layers.Rescaling and
keras.applications.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import Assignment
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.domain.network import LayerKind, Network
from acumen.faults.flow import first_name, names_in, same_round
from acumen.faults.keras import keras_name
from acumen.faults.mentions import mentions
from acumen.faults.rule import JAX, KERAS, Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.arguments import split_arguments, split_top_level
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU318",
    name="scaled-twice",
    kind=RuleKind.FAULT,
    leaves=("training.prep.wrong",),
    frameworks=("torch", "torchvision", *KERAS, *JAX),
    confidence=Confidence.HIGH,
    fix="Scale once, in one place, and normalise with figures of the range that results.",
)

_TRANSFORMS = re.compile(r"torchvision\.transforms(?:\.v2|\.transforms)?\.(\w+)$")
_BYTES = r"(?:255\.?0*|\(?255\.?0*\)?|np\.float32\(255\.?0*\))"
_DIVIDED = re.compile(
    rf"(?:np\.(?:array|asarray)\()?([^\W\d]\w*)(?:\.astype\([^()]*\)|\.reshape\([^()]*\))*\)?"
    rf"\s*(?:/\s*{_BYTES}|\*\s*\(?1\.?0*\s*/\s*255\.?0*\)?)$"
)
_KEPT = re.compile(
    r"(?:np\.(?:array|asarray|expand_dims|copy)\()?([^\W\d]\w*)"
    r"(?:\.(?:astype|reshape|copy)\([^()]*\)|\[[^\[\]]*\])*(?:,\s*[^()]*)?\)?$"
)
_TO_TENSOR = re.compile(r"(?:^|\.)ToTensor\(\)$")
_DIVIDES = re.compile(r"lambda\s+(\w+)\s*:\s*\1\s*/\s*255\.?0*\s*\)?$")
_TWICE = re.compile(r"/\s*255\.?0*\s*\)?\s*/\s*255\.?0*(?![\d.])")
_RESCALES = re.compile(r"1\.?0*\s*/\s*255\.?0*$|0\.0039\d*$")
_FROM_BYTES = re.compile(  # take 0..255 whatever their mode; the families left out scale inside
    r"applications\.(?:vgg16|vgg19|resnet|resnet50|resnet_v2|inception_v3|inception_resnet_v2"
    r"|mobilenet|mobilenet_v2|densenet|nasnet|xception|imagenet_utils)\.preprocess_input$"
)


def check(subject: Subject) -> Iterator[Finding]:
    for site in subject.named("Compose"):
        if _TRANSFORMS.match(site.qualified):
            yield from _list(subject, site)
    for path in subject.about:
        seen = set()
        for mention in mentions(subject, path, (0, 1 << 60), _TWICE):
            if mention.place.first_line not in seen:
                seen.add(mention.place.first_line)
                shown = mention.text[max(0, mention.found.start() - 40) : mention.found.end()]
                yield RULE.present(f"divided by 255 twice: {shown}", mention.place)
    if subject.uses(KERAS):
        for path in subject.about:
            yield from _divisions(subject, path)


# lists of transforms ------------------------------------------------------------------------------


def _list(subject: Subject, site: ResolvedCall) -> Iterator[Finding]:
    text = subject.argument(site, "transforms", 0).strip()
    if not (text.startswith("[") and text.endswith("]")):
        yield RULE.unknown("the list of transforms is not written in place", at(site))
        return
    parts = split_top_level(text[1:-1])
    if any(
        _TO_TENSOR.search(part.strip()) and any(map(_DIVIDES.search, parts[n + 1 :]))
        for n, part in enumerate(parts)
    ):
        yield RULE.present("after ToTensor values are at most 1 and are divided by 255", at(site))
        return
    if re.search(r"\bif\b", text):
        yield RULE.unknown("the list of transforms is not written in place", at(site))
        return
    steps = [_step(subject, site, part) for part in parts]
    names = [name for name, _ in steps]
    tensor = next((n for n, name in enumerate(names) if name == "ToTensor"), -1)
    normal = [n for n, name in enumerate(names) if name == "Normalize"]
    if tensor < 0 or not normal:
        return
    message = _wrong_list(subject, site, steps, tensor, normal)
    if message:
        yield RULE.present(message, at(site))
    else:
        yield RULE.absent("images are scaled once, then normalised", at(site))


def _wrong_list(
    subject: Subject,
    site: ResolvedCall,
    steps: list[tuple[str, str]],
    tensor: int,
    normal: list[int],
) -> str:
    """What is wrong with a list of transforms; "" if nothing is."""
    between = [name for name, _ in steps[tensor + 1 : normal[0]]]
    if normal[0] < tensor:
        if any(name == "ToPILImage" for name, _ in steps[normal[0] : tensor]):
            return ""  # what comes in is a tensor
        return "Normalize stands before ToTensor and is given an image, not a tensor"
    if len(normal) > 1 and all(steps[n][1] == steps[normal[0]][1] for n in normal):
        return "the same Normalize stands twice in one list"
    if "" in between or "Lambda" in between:
        return ""  # a step of the program may change the range
    mean = _mean(subject, site, steps[normal[0]][1])
    if mean > 1:
        return f"after ToTensor values are at most 1, and Normalize takes off {mean:g}"
    return ""


def _step(subject: Subject, site: ResolvedCall, text: str) -> tuple[str, str]:
    """Name and arguments of one transform; "" for what is not torchvision's."""
    callee, _, rest = text.partition("(")
    found = _TRANSFORMS.match(subject.meaning(site.path, callee, site.call.start))
    return (found[1] if found else "", "".join(rest.rpartition(")")[0].split()))


def _mean(subject: Subject, site: ResolvedCall, arguments: str) -> float:
    """The smallest mean that is given; 0 if it is not known."""
    parts = split_arguments(arguments)
    text = next((a.text for a in parts if a.name == "mean"), "")
    text = text or next((a.text for a in parts if not a.name and not a.star), "")
    value = subject.constants.value(site.path, text, at=site.call.start).value
    values = value if isinstance(value, tuple) else (value,)
    figures = [one for one in values if isinstance(one, (int, float))]
    return min(figures) if figures and len(figures) == len(values) else 0


# arrays that are divided --------------------------------------------------------------------------


def _divisions(subject: Subject, path: str) -> Iterator[Finding]:
    """Follow names that were divided by 255 through one module, each in its own function."""
    divided: dict[tuple[tuple[int, int], str], Assignment] = {}
    for item in subject.program.modules[path].assignments:
        source, scales = _source(item)
        span = subject.span_around(path, item.start)
        before = divided.get((span, source)) if source else None
        before = before if before and same_round(subject, path, before.start, item.start) else None
        for name in names_in(item.target.partition("[")[0]):
            divided.pop((span, name), None)
        target = item.target.strip()
        if scales and before is not None:
            yield RULE.present(
                f"{source} is divided by 255 again", subject.place(path, item),
                subject.place(path, before),
            )  # fmt: skip
        elif target.isidentifier() and (scales or before is not None):
            divided[span, target] = item if scales or before is None else before
    if divided:
        yield from _uses(subject, path, divided)


def _source(item: Assignment) -> tuple[str, bool]:
    """The name that a value is made of, and whether by a division by 255."""
    value = item.value.strip()
    if item.operator == "/=":
        scales = bool(re.match(rf"{_BYTES}$", value))
        return (item.target.strip(), scales) if scales else ("", False)
    if item.operator != "=":
        return "", False
    if matched := _DIVIDED.match(value):
        return matched[1], True
    matched = _KEPT.match(value)
    return (matched[1], False) if matched else ("", False)


def _uses(
    subject: Subject, path: str, divided: dict[tuple[tuple[int, int], str], Assignment]
) -> Iterator[Finding]:
    """Divided arrays that are given to something which expects bytes."""
    first = next(iter(divided.values()))
    wrong = False
    for site in subject.calls(path):
        message = ""
        if _FROM_BYTES.search(keras_name(site.qualified)):
            name = first_name(subject.argument(site, "x", 0))
            message = f"{name} was divided by 255, and preprocess_input expects 0 to 255"
        elif site.call.callee.endswith((".flow", ".fit")):
            name = first_name(subject.argument(site, "x", 0))
            if again := _rescaled_by(subject, site):
                message = f"{name} was divided by 255, and {again} divides again"
        if not message:
            continue
        item = divided.get((subject.span_around(path, site.call.start), name))
        if item and same_round(subject, path, item.start, site.call.start):
            wrong = True
            yield RULE.present(message, at(site), subject.place(path, item))
    if not wrong:
        yield RULE.absent("arrays are divided by 255 once", subject.place(path, first))


def _rescaled_by(subject: Subject, site: ResolvedCall) -> str:
    """What divides by 255 in what ``site`` feeds: a generator or the model's first layer."""
    receiver = site.call.callee.rpartition(".")[0]
    if "ImageDataGenerator" in site.qualified:
        held = subject.constants.reaching(site.path, receiver, at=site.call.start)
        given = re.search(r"rescale\s*=\s*([^,)]+)", held.value) if held else None
        return "rescale" if given and _RESCALES.match(given[1].strip()) else ""
    if site.call.callee.endswith(".fit"):
        named = [n for n in subject.networks if n.path == site.path and n.name == receiver]
        if len(named) == 1 and _rescales_first(named[0]):
            return "the model's first layer"
    return ""


def _rescales_first(network: Network) -> bool:
    """Whether the first layer that changes the input divides it by 255."""
    for layer in network.layers:
        if layer.kind is LayerKind.INPUT:
            continue
        scale = layer.setting("scale").value
        return (
            layer.variant == "rescaling"
            and isinstance(scale, float)
            and abs(scale - 1 / 255) < 1e-6
            and layer.setting("offset").value == 0
        )
    return False
