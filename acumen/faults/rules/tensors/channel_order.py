"""The channels of an image do not stand where the layer looks for them.

A convolution that takes the colours for rows still runs: it slides over the wrong axes, and what
it learns is poor.

Bad:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.layers.Conv2D(8, 3, padding="same", input_shape=(3, 64, 64)))

Good:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.layers.Conv2D(8, 3, padding="same", input_shape=(64, 64, 3)))

Speaks of square images with one or three channels, and of image files that are read in the same
function as they are given to a network of PyTorch. A program that speaks of the layout anywhere
is left open. So is one of the Keras beside TensorFlow that seems to put channels first: its users
state the order in a file. Blind to that file elsewhere.

Sources: the documentation of keras.layers.Conv2D and torch.nn.Conv2d.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.domain.network import INPUT, Layer, LayerKind, Network
from acumen.faults.flow import first_name
from acumen.faults.rule import KERAS, Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU206",
    name="channel-order",
    kind=RuleKind.FAULT,
    leaves=("tensors.input.format.generic",),
    frameworks=("torch", *KERAS),
    confidence=Confidence.HIGH,
    fix="Put channels last in Keras and first in PyTorch; permute images that are read otherwise.",
)

_LAYOUT_WORDS = frozenset(
    {"image_data_format", "set_image_data_format", "image_dim_ordering", "set_image_dim_ordering"}
    | {"Convolution2D", "ZeroPadding2D", "MaxPool2DChannelsFirst"}
)
_SMALLEST = 8  # rows; fewer may be a window of something else than an image
_READERS = re.compile(
    r"(?:cv2\.imread|matplotlib\.(?:pyplot|image)\.imread|imageio(?:\.v\d)?\.imread|skimage\.io\.imread)$"
)
_TENSORS = re.compile(r"torch\.(?:from_numpy|tensor|as_tensor|Tensor|FloatTensor)$")
_MOVED = re.compile(
    r"permute|transpose|moveaxis|rollaxis|rearrange|swapaxes|movedim|[tT]o_?[tT]ensor"
)
_KEPT = re.compile(
    r"([^\W\d]\w*)(?:\.(?:float|double|half|astype|to|cuda|cpu|unsqueeze|copy|div|contiguous)\([^()]*\)"
    r"|\[None[^\[\]]*\]|\s*[-/*]\s*[\d.]+)*$"
)
_CALLED = re.compile(r"([\w.]+)\(\s*([^\W\d]\w*)\s*[,)]")
_GREY = re.compile(r"gr[ae]y|,\s*0\s*\)$", re.IGNORECASE)
_SAME_LAYOUT = re.compile(
    r"(?:cv2\.(?:resize|cvtColor|GaussianBlur)|numpy\.(?:array|asarray|expand_dims))$"
)


def check(subject: Subject) -> Iterator[Finding]:
    spoken = subject.has_call(*_LAYOUT_WORDS)
    for network in subject.networks:
        if network.framework == "keras":
            old = _is_of_old_keras(subject, network.path)
            yield from _keras(network, spoken=spoken or old)
    if "torch" in subject.roots:
        yield from _files(subject)


def _is_of_old_keras(subject: Subject, path: str) -> bool:
    """Whether a file uses the Keras that stood beside TensorFlow, whose users chose the order."""
    roots = subject.roots_of(path)
    return "keras" in roots and "tensorflow" not in roots


def _keras(network: Network, *, spoken: bool) -> Iterator[Finding]:
    for layer in network.layers:
        if layer.kind is not LayerKind.CONV2D or layer.input_shape.open:
            continue
        if not _reads_input(network, layer) or len(layer.input_shape.dims) != 4:
            continue
        _, first, second, third = layer.input_shape.dims
        stated = layer.setting("data_format")
        if not stated.known:
            yield RULE.unknown("the layout is computed", layer.evidence)
            continue
        ahead = stated.value == "channels_first"
        square = (first, second) if ahead else (second, third)
        channels = third if ahead else first
        if channels in {1, 3} and _is_square(*square) and square[0] != channels:
            if spoken or (network.channels_first and not ahead):
                yield RULE.unknown("the program speaks of the layout elsewhere", layer.evidence)
            else:
                where = "first" if ahead else "last"
                message = f"{layer.input_shape} where channels come {where}"
                yield RULE.present(message, layer.evidence)
        else:
            yield RULE.absent(f"{layer.input_shape}", layer.evidence)


def _is_square(one: int | None, other: int | None) -> bool:
    return one is not None and one == other and one >= _SMALLEST


def _reads_input(network: Network, layer: Layer) -> bool:
    return all(
        place == INPUT or network.layers[place].kind is LayerKind.INPUT for place in layer.inputs
    )


def _files(subject: Subject) -> Iterator[Finding]:
    """Files that are read, made a tensor and given to a network, all in one function."""
    networks = {n.name for n in subject.networks if _begins_with_conv(n)}
    names = [name for name in subject.called_names if _is_network(name, networks)]
    for site in subject.qualified(*names):
        given = subject.argument(site, "", 0)
        layout = _layout(subject, site, given) if given else ""
        if layout == "last":
            yield RULE.present(f"{given[:40]} is an image as it was read, channels last", at(site))
        elif layout == "moved":
            yield RULE.absent(f"the axes of {given[:40]} are put in order", at(site))


def _begins_with_conv(network: Network) -> bool:
    first = next(iter(network.layers), None)
    return network.framework == "pytorch" and first is not None and first.kind is LayerKind.CONV2D


def _is_network(qualified: str, networks: set[str]) -> bool:
    if not qualified.endswith(".__call__"):
        return False
    kind = qualified.removesuffix(".__call__")
    return kind.startswith("torchvision.models.") or kind.rpartition(".")[2] in networks


def _layout(subject: Subject, site: ResolvedCall, text: str) -> str:
    """``last`` of a file that only became a tensor, ``moved``, or "" if it is not known."""
    start = site.call.start
    tensor = False
    added = 0  # axes
    for _ in range(10):
        text = text.strip()
        added += text.count("unsqueeze") + text.count("None") + text.count("expand_dims")
        if added > 1 or _GREY.search(text):
            return ""  # an image without channels
        if _MOVED.search(text):
            return "moved"
        called = _CALLED.match(text)
        meaning = subject.meaning(site.path, called[1], start) if called else ""
        if _READERS.match(subject.meaning(site.path, text.partition("(")[0], start)):
            return "last" if tensor else ""
        if called and (_TENSORS.match(meaning) or _SAME_LAYOUT.match(meaning)):
            tensor = tensor or bool(_TENSORS.match(meaning))
            name = called[2]
        elif kept := _KEPT.match(text):
            name = kept[1]
        else:
            return ""
        item = subject.constants.reaching(site.path, first_name(name), at=start)
        if item is None or item.operator != "=":
            return ""
        text, start = item.value, item.start
    return ""
