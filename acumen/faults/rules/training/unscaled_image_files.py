"""Images are read from files and nobody is seen to scale them.

What readers give are bytes from 0 to 255, two orders of magnitude larger than weights expect: the
first steps jump, activations saturate, and training is slow or stands still.

Bad:

    import cv2
    import keras
    def load(paths):
        images = []
        for path in paths:
            images.append(cv2.imread(path))
        return images
    model = keras.Sequential([keras.layers.Dense(10)])
    model.compile("adam", "mse")
    model.fit(load(["a.png"]), [1])

Good:

    import cv2
    import keras
    def load(paths):
        images = []
        for path in paths:
            images.append(cv2.imread(path) / 255.0)
        return images
    model = keras.Sequential([keras.layers.Dense(10)])
    model.compile("adam", "mse")
    model.fit(load(["a.png"]), [1])

Advice: looked at are the file that reads, those that call the function which does, and layers that
scale. Masks and the like are left alone by their names, and readers that give numbers from 0 to 1.
Blind to scaling in a file between.

Sources: the documentation of cv2.imread and keras.layers.Rescaling.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.images import image_reads
from acumen.faults.keras import keras_name
from acumen.faults.origins import callers_of
from acumen.faults.rule import KERAS, Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU338",
    name="unscaled-image-files",
    kind=RuleKind.SMELL,
    leaves=("training.prep.missing",),
    frameworks=KERAS,
    confidence=Confidence.MEDIUM,
    fix="Divide by 255, or put a Rescaling layer first.",
)

_NOTHING = frozenset({"", "1", "1.", "1.0", "None", "False"})
_DECODERS = frozenset(
    f"tensorflow.{root}.decode_{kind}"
    for root in ("image", "io")
    for kind in ("image", "jpeg", "png", "bmp", "gif")
)
_SETS = re.compile(
    r"datasets\.(?:mnist|fashion_mnist|cifar10|cifar100)\.load_data$|image_dataset_from_directory$"
)
_ARRAYS = re.compile(r"img_to_array$")
_SCALES = re.compile(
    rb"/=?\s*\(?\s*(?:255|256|127\.5|128)|/=?\s*[\w.]{1,20}\(\s*(?:255|256|127\.5|128)|127\.5"
    rb"|(?:1|2)\.?0?\s*/\s*25[56]|Rescaling|rescale(?!\s*=\s*1\.?0?\s*[,)])|convert_image_dtype|preprocess(?!ing\b)|[Ss]caler"
    rb"|per_image_standardization|ToTensor|Normali[sz]e\w*\(|Normalization\(|\.std\("
    rb"|[Nn]ormali[sz]e?[dr]?\w*\(\s*(?:\w+\.)?\w*(?:im|img|images?|data|frame|batch|pixels?)\b|/=?\s*[\w.]*max\("
    rb"|max_val|subtract_mean|img_mean|image_mean|MEAN|0\.00392|MinMax|featurewise|samplewise"
    rb"|[bB]yte_?[tT]o_?[fF]loat|[nN]ormali[sz]e_?transform|cv2\.normalize"
)
_LAYERS = re.compile(
    rb"Rescaling|BatchNormalization\(\s*(?:axis=-?\d,?\s*)?input_shape|preprocess_input|rescale\s*=\s*(?!1\.?0?\s*[,)])"
    rb"|Lambda\(\s*lambda \w+\s*:\s*\(?\w+\s*/|mean_?pixel|mean_?image|-=?\s*(?:\w+\.)?mean\b"
)
_PACKS = re.compile(rb"SerializeToString|TFRecordWriter|\blmdb\b|create_dataset\(")
_ZERO_TO_ONE = re.compile(r"matplotlib|skimage\.(?:transform|color|util)")
_SHOWS = re.compile(
    r"(?:^|_)(?:show|plot|display|visuali\w*|draw|predict|detect|crop|demo|test|eval\w*|minify)(?:_|$)"
)


def check(subject: Subject) -> Iterator[Finding]:
    if not subject.has_call(
        "fit", "fit_generator", "apply_gradients", "minimize", "train_on_batch"
    ):
        return
    if any(_LAYERS.search(subject.source(path)) for path in subject.program.paths):
        return
    for site in _reads(subject):
        source = subject.source(site.path)
        if not source or _PACKS.search(source):
            continue
        named = keras_name(site.qualified)
        whole = not _is_reader(site) and _is_set(subject, site, named)
        files = subject.program.paths if whole else sorted({site.path, *_callers(subject, site)})
        texts = [subject.source(path) for path in files] + _handed_to(subject, site)
        if any(_SCALES.search(text) for text in texts):
            yield RULE.absent("a file on the way scales images", at(site))
        else:
            yield RULE.present("images are read as 0 to 255, and nothing scales them", at(site))
            return


def _reads(subject: Subject) -> Iterator[ResolvedCall]:
    for read in image_reads(subject):
        whole = subject.source(read.site.path)[slice(*read.span)]
        if not read.is_picture or _ZERO_TO_ONE.search(read.site.qualified):
            continue
        if read.by_pil and not re.search(rb"array\(|getdata", whole):
            continue
        if _is_kept(subject, read.site, read.names, whole):
            yield read.site
    for site in subject.program.calls():
        decodes = site.qualified in _DECODERS and "mask" not in site.call.arguments
        named = keras_name(site.qualified)
        if decodes or (named and _ARRAYS.search(named)) or _is_set(subject, site, named):
            yield site


def _is_reader(site: ResolvedCall) -> bool:
    return site.qualified in _DECODERS or _ARRAYS.search(site.qualified) is not None


def _is_set(subject: Subject, site: ResolvedCall, named: str) -> bool:
    """Whether a whole data set of images is taken, with nothing said of its range."""
    if _SETS.search(named) or _SETS.search(site.qualified):
        return True
    if named.endswith("ImageDataGenerator"):
        told = ("rescale", "preprocessing_function", "featurewise_center", "samplewise_center")
        flows = subject.has_call("flow_from_directory", "flow_from_dataframe")
        return (
            flows
            and not subject.is_open(site)
            and all(subject.argument(site, name) in _NOTHING for name in told)
        )
    if site.qualified.endswith(".fetch_openml"):
        return "mnist" in site.call.arguments.lower()
    return site.qualified == "tensorflow_datasets.load" and bool(
        re.search(r"mnist|cifar|svhn|flowers|cats_vs_dogs|imagenet|beans", site.call.arguments)
    )


def _is_kept(subject: Subject, site: ResolvedCall, names: frozenset[str], whole: bytes) -> bool:
    """Whether the image goes on: one that is only measured or shown does not."""
    function = subject.function_around(site.path, site.call.start)
    if function is not None and _SHOWS.search(function.name.rpartition(".")[2].lower()):
        return False
    words = [re.escape(name) for name in (*sorted(names), site.call.callee)]
    joined = "|".join(words)
    goes = rf"(?:append\(|return [^\n]*|yield [^\n]*|\]\s*=\s*|array\(|stack\()\(?\s*(?:{joined})\b"
    return re.search(goes.encode(), whole) is not None


def _handed_to(subject: Subject, site: ResolvedCall) -> list[bytes]:
    """The functions of the program that are called where the image is read."""
    found = []
    for call in subject.calls(site.path, *subject.span_around(site.path, site.call.start)):
        defined = subject.definition(call.path, call.qualified)
        if defined is not None:
            path, function = defined
            found.append(subject.source(path)[function.start : function.end])
    return found


def _callers(subject: Subject, site: ResolvedCall) -> set[str]:
    """Files of the functions that call the one which reads, and of those that call them."""
    found: set[str] = set()
    waiting = [(site.path, site.call.start)]
    for _ in range(2):
        above = []
        for path, start in waiting:
            function = subject.function_around(path, start)
            if function is not None:
                above += [(one.path, one.call.start) for one in callers_of(subject, path, function)]
        found |= {path for path, _ in above}
        waiting = above
    return found
