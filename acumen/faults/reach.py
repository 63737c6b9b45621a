"""Whether a stretch of code comes to a certain call, itself or through functions it calls."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum

from acumen.faults.modules import is_module_call
from acumen.faults.origins import method_called
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

MOST_HOPS = 4
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*$")

_LISTED = re.compile(r"self\.\w+\[[^\]]*\]$")  # one of the layers that a module keeps

Wanted = Callable[[ResolvedCall], bool]

_HARMLESS = frozenset(
    {"print", "len", "range", "enumerate", "zip", "str", "float", "int", "isinstance", "id", "type"}
    | {"hasattr", "getattr", "list", "tuple", "set", "dict", "sum", "min", "max", "repr", "sorted"}
    | {"iter", "next", "super", "vars", "map", "format", "tqdm", "info", "debug", "append"}
    | {"add_scalar", "add_scalars", "add_image", "add_images", "add_histogram", "add_text"}
    | {"set_postfix", "set_description", "copy_", "log_metric", "log_metrics", "get_epsilon"}
    | {"scale_loss", "no_sync", "no_backward_sync"}
)
_PROTOCOL = frozenset(  # methods of tensors, modules and optimisers that call nothing of a program
    {"parameters", "named_parameters", "state_dict", "load_state_dict", "zero_grad", "backward"}
    | {"to", "cuda", "cpu", "item", "detach", "numpy", "size", "view", "reshape", "max", "sum"}
    | {"numel", "nelement", "clone", "norm", "abs", "exp", "log", "add_", "mul_", "sub_", "div_"}
    | {"get_device", "requires_grad_", "modules", "named_modules", "children", "named_children"}
    | {"buffers", "named_buffers", "unscale_", "half", "contiguous", "reshape_as", "dim", "t"}
    | {"get", "chunk", "split", "ge", "gt", "le", "lt", "set_epoch", "add_noise", "get_velocity"}
    | {"mean", "eq", "long", "float", "squeeze", "unsqueeze", "argmax", "size", "keys", "values"}
)
_MODES = re.compile(
    r"(?:^|[._])(?:\w*model\w*|\w*net\w*|encoder|decoder|classifier|module)$", re.IGNORECASE
)
_JUDGES = re.compile(
    r"_?(?:eval|valid|test|infer|predict|plot|visuali[sz]e|log|save|load|sampl|generat|clip|count"
    r"|print|adjust|inverse)",
    re.IGNORECASE,
)
_OPTIMISER = re.compile(r"(?:^|[._])(?:opt|optim|optimi[sz]er)(?:_?\w{0,12})?$", re.IGNORECASE)
_KNOWN_ROOTS = frozenset(
    {
        "torch",
        "torchvision",
        "torchaudio",
        "torchtext",
        "numpy",
        "tqdm",
        "time",
        "os",
        "sys",
        "math",
    }
    | {"logging", "json", "random", "matplotlib", "wandb", "tensorboardX", "PIL", "copy", "pathlib"}
    | {"sklearn", "scipy", "pandas", "collections", "itertools", "functools", "datetime", "cv2"}
    | {"tensorflow", "keras", "jax", "einops", "warnings", "argparse", "gym", "gymnasium", "timm"}
)


class Reach(StrEnum):
    """``MAYBE``: something is called that cannot be read and that could come to it."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"


def reach(
    subject: Subject,
    path: str,
    span: tuple[int, int],
    wanted: Wanted,
    *,
    carriers: re.Pattern[str] | None = None,
    judges: bool = False,
    harmless: Wanted | None = None,
) -> Reach:
    """Whether ``span`` of ``path`` comes to a ``wanted`` call.

    A call of something unreadable is MAYBE if its callee or arguments match ``carriers`` (any call
    if None): what a helper can do is bounded by what it is given. With ``judges``, what is called
    evaluate, test, sample or clip may do it too; no training step or reset is looked for there.
    What ``harmless`` says of an unreadable call leaves it out.
    """
    found = Reach.NO
    seen: set[tuple[str, int]] = set()
    waiting = [(path, span, 0)]
    while waiting:
        current, (start, end), hops = waiting.pop()
        for site in subject.calls(current, start, end):
            if wanted(site):
                return Reach.YES
            inner = _inner(subject, site)
            if inner is not None:
                where, bounds = inner
                if (where, bounds[0]) not in seen and hops < MOST_HOPS:
                    seen.add((where, bounds[0]))
                    waiting.append((where, bounds, hops + 1))
                continue
            if not judges and _JUDGES.match(site.call.callee.rpartition(".")[2]):
                continue
            if harmless is not None and harmless(site):
                continue
            if is_opaque(site) and _carries(subject, site, carriers) and not _runs(subject, site):
                found = Reach.MAYBE
    return found


def _runs(subject: Subject, site: ResolvedCall) -> bool:
    """Whether a call is a module at work: that computes, and neither steps nor changes modes."""
    callee = site.call.callee
    return _LISTED.match(callee) is not None or is_module_call(
        subject, site.path, callee, site.call.start
    )


def _inner(subject: Subject, site: ResolvedCall) -> tuple[str, tuple[int, int]] | None:
    """Path and extent of the function of the program that ``site`` calls."""
    if not site.qualified.startswith(".") and site.qualified.partition(".")[0] in _KNOWN_ROOTS:
        return None
    defined = subject.definition(site.path, site.qualified.removesuffix(".__call__"))
    if defined is None:
        defined = method_called(subject, site)
    if defined is None:
        return None
    path, definition = defined
    return path, (definition.start, definition.end)


def is_opaque(site: ResolvedCall) -> bool:
    """Whether what ``site`` calls can neither be read nor is a library that is known."""
    last = site.call.callee.rpartition(".")[2]
    if last in _HARMLESS or _follows_protocol(site):
        return False
    if not site.qualified:
        return True
    if site.qualified.startswith("."):
        return True  # relative or own, and not found
    return site.qualified.partition(".")[0] not in _KNOWN_ROOTS


def _follows_protocol(site: ResolvedCall) -> bool:
    """Whether a method that is not read is what every tensor, module or optimiser has.

    A class of the program that does not define ``train`` or ``parameters`` has inherited it.
    """
    receiver, _, method = site.call.callee.rpartition(".")
    if not receiver or (site.qualified and method == "step"):
        return False
    if receiver.endswith("scaler"):
        return True
    if method in {"train", "eval"}:
        plain = site.call.arguments.strip() in {"", "True", "False"}
        return plain and _MODES.search(receiver) is not None
    if method == "step":
        return not site.call.arguments.strip() and _OPTIMISER.search(receiver) is not None
    return method in _PROTOCOL and receiver not in {"self", "super()"}


def _carries(subject: Subject, site: ResolvedCall, carriers: re.Pattern[str] | None) -> bool:
    """Whether an unreadable call is a method of a carrier, or is given one as it is.

    ``criterion(model(x), y)`` is given results only; ``self.net(x)`` calls an object that the class
    keeps, not a method that it inherits.
    """
    if carriers is None:
        return True
    receiver, _, method = site.call.callee.rpartition(".")
    if _DOTTED.match(receiver) and carriers.search(receiver):
        kept = receiver == "self" and subject.keeps(site.path, site.call.start, method)
        if not kept:
            return True
    return any(
        _DOTTED.match(argument.text) and carriers.search(argument.text)
        for argument in subject.arguments(site)
    )
