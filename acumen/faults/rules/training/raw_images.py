"""Images are trained on as bytes from 0 to 255.

Inputs two orders of magnitude larger than weights expect make the first steps jump and saturate
activations; training is slow or stands still.

Bad:

    from tensorflow import keras
    (x_train, y_train), _ = keras.datasets.mnist.load_data()
    model = keras.Sequential([keras.layers.Dense(10)])
    model.fit(x_train, y_train)

Good:

    from tensorflow import keras
    (x_train, y_train), _ = keras.datasets.mnist.load_data()
    x_train = x_train / 255
    model = keras.Sequential([keras.layers.Dense(10)])
    model.fit(x_train, y_train)

Looks at the image data sets of Keras only. Any scaling in the program, also inside the model,
counts. Blind to images that are read from files.

Sources: the documentation of keras.datasets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.fitting import model_fits
from acumen.faults.keras import keras_name
from acumen.faults.rule import KERAS, Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU316",
    name="raw-images",
    kind=RuleKind.FAULT,
    leaves=("training.prep.missing",),
    frameworks=KERAS,
    confidence=Confidence.HIGH,
    fix="Divide by 255, or put a Rescaling layer first.",
)

_IMAGES = "mnist|fashion_mnist|kmnist|cifar10|cifar100|svhn_cropped"
_LOADING = re.compile(rf"datasets\.({_IMAGES})\.load_data$")
_NAMED = re.compile(rf"({_IMAGES})(?:/[\w.]+|:[\d.*]+)?$")
_SCALING = re.compile(
    r"/=?\s*\(?\s*(?:255|256|127\.5|128)|/=?\s*[\w.]{1,20}\(\s*(?:255|256|127\.5|128)|255\.|[-*]\s*127\.5|1\.?0?\s*/\s*25[56]|[Nn]ormali[sz]"
    r"|Rescaling|rescale|convert_image_dtype|preprocess_input|[Ss]caler|standardi[sz]"
    r"|\.std\(|\.mean\(|/=?\s*(?:np\.max\(|[\w.]+\.max\()|BatchNormalization|per_image_standardization|ToTensor"
)


_GIVEN = re.compile(r"(?<=\w)\((?:[^()]|\([^()]*\))*\)")  # what a call is given
_COUNTED = re.compile(r"[/*<>]\s*\(?\s*\d|\d\s*[*]")  # ``x / 50``, ``x > 127``


def check(subject: Subject) -> Iterator[Finding]:
    for path in subject.program.paths:
        for site in subject.calls(path):
            if _LOADING.match(keras_name(site.qualified)):
                yield _judge(subject, path, site)
            elif site.qualified == "tensorflow_datasets.load":
                named = subject.value(site, "name", 0).value
                if isinstance(named, str) and _NAMED.match(named):
                    yield _prepared(subject, site)


def _prepared(subject: Subject, site: ResolvedCall) -> Finding:
    """Images that come as a data set, which a program then batches and trains on."""
    if _scales(subject):
        return RULE.absent("the program scales its inputs", at(site))
    if not subject.has_call("fit", "apply_gradients"):
        return RULE.unknown("no training is seen in the program", at(site))
    return RULE.present("the images are trained on as they come, 0 to 255", at(site))


def _scales(subject: Subject) -> bool:
    """Whether anything in the program may change the range of its inputs."""
    for where in subject.program.paths:
        values = [item.value for item in subject.assignments(where)]
        values += [given.value for given in subject.program.modules[where].returns]
        calls = [f"{s.call.callee}({s.call.arguments})" for s in subject.calls(where)]
        operators = any(item.operator == "/=" for item in subject.assignments(where))
        if operators or any(_SCALING.search(text) for text in (*values, *calls)):
            return True
    return False


def _judge(subject: Subject, path: str, site: ResolvedCall) -> Finding:
    if _scales(subject):
        return RULE.absent("the program scales its inputs", at(site))
    names = next(
        (i.target for i in subject.assignments(path) if i.start <= site.call.start < i.end), ""
    )
    first = re.search(r"[^\W\d]\w*", names)
    if not first:
        return RULE.unknown("under which name the images are kept is not seen", at(site))
    if any(
        i.target.strip() == first[0]
        and i.start > site.call.start
        and _COUNTED.search(_GIVEN.sub("", i.value))
        for i in subject.assignments(path)
    ):
        return RULE.absent(f"{first[0]} is brought to another range", at(site))
    for fit in model_fits(subject):
        given = subject.argument(fit, "x", 0)
        if fit.path == path and re.match(rf"{first[0]}\b", given):
            return RULE.present(
                f"{given} is trained on as it was loaded, 0 to 255", at(fit), at(site)
            )
    for sliced in subject.named("from_tensor_slices"):
        given = sliced.call.arguments.lstrip("( ")
        trains = subject.has_call("fit", "apply_gradients")
        if sliced.path == path and trains and re.match(rf"{first[0]}\b", given):
            message = f"{first[0]} is trained on as it was loaded, 0 to 255"
            return RULE.present(message, at(sliced), at(site))
    return RULE.unknown("what becomes of the images is not followed", at(site))
