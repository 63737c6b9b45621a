"""Where a module takes gradient steps, or has a trainer take them: the signs of training.

A step is often split over calls (``backward`` here, ``optimizer.step`` there), so a module yields
signs of several kinds, and a set of signs is or is not a complete step (``is_step``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from acumen.domain.facts import Call
from acumen.syntax.names import ModuleNames
from indexer.selection.scopes import ModuleScopes, dotted_names
from indexer.selection.trainers import CLASSICAL, TRAINER_VERBS, is_trainer_call
from indexer.selection.wordlist import words


class Sign(StrEnum):
    TRAINS = "trains"  # a complete step by itself: a trainer's fit, an optimizer's minimize
    BACKWARD = "backward"
    STEP = "step"
    TAPE = "tape"
    APPLY = "apply"
    GRAD = "grad"  # a gradient function of JAX and its kin
    UPDATE = "update"
    COMPILE = "compile"
    FIT = "fit"


_COMPLETE: Final = (
    {Sign.TRAINS},
    {Sign.BACKWARD, Sign.STEP},
    {Sign.BACKWARD, Sign.UPDATE},
    {Sign.BACKWARD, Sign.APPLY},
    {Sign.TAPE, Sign.APPLY},
    {Sign.TAPE, Sign.STEP},
    {Sign.TAPE, Sign.UPDATE},
    {Sign.GRAD, Sign.APPLY},
    {Sign.GRAD, Sign.UPDATE},
    {Sign.GRAD, Sign.STEP},
    {Sign.COMPILE, Sign.FIT},
)

_NO_OPTIMIZER = re.compile(
    r"(sched|^lr|_lr$|env|pbar|progress|bar$|sim|game|world|prof|writer|emulator|annealer|warmup)",
    re.IGNORECASE,
)
_OPTIMIZER = re.compile(
    r"(opt|optim|solver|adam|sgd|^tx$|updater|state|minimi[sz]er)", re.IGNORECASE
)
_GRAD_FUNCTIONS: Final = frozenset({"value_and_grad", "filter_grad", "filter_value_and_grad"})
_GRAD_MODULES: Final = ("jax", "flax", "haiku", "equinox", "mlx", "objax", "optax", "brainstate")
_FITS: Final = frozenset({"fit", "fit_generator", "train_on_batch"})
_KERAS: Final = ("keras", "tensorflow", "tf_keras", "tflearn")
_TELLING: Final = words(
    """add_ apply apply_gradients apply_updates assign_sub backward compile compute_gradients
    filter_grad filter_value_and_grad fit fit_generator function grad gradients GradientTape
    manual_backward map minimize opt_update optimizer_step sgd_update step sub_ train_on_batch
    tree_map tree_multimap update update_params value_and_grad"""
)
_STEP_SCOPE = re.compile(r"(^|[._])(update|train|fit|learn|step|sgd|optimi[sz]e)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signed:
    """A sign and the lines that show it."""

    sign: Sign
    scope: str  # see ModuleScopes
    first_line: int
    last_line: int


def is_step(signs: set[Sign]) -> bool:
    """Whether ``signs`` together make a gradient step."""
    return any(needed <= signs for needed in _COMPLETE)


def find_signs(scopes: ModuleScopes, names: ModuleNames) -> tuple[Signed, ...]:
    """All signs of one module, in order of their lines."""
    found: list[Signed] = []
    for name, scope in scopes.scopes.items():
        for call in scope.calls:
            sign = _sign_of(call, name, scopes, names)
            if sign is not None:
                found.append(Signed(sign, name, call.first_line, call.last_line))
    for assignment in scopes.facts.assignments:
        if assignment.operator == "-=" and ".grad" in assignment.value:
            scope_name = scopes.scope_at(assignment.start)
            found.append(Signed(Sign.STEP, scope_name, assignment.line, assignment.line))
    return tuple(sorted(found, key=lambda s: (s.first_line, s.last_line, s.sign, s.scope)))


def _sign_of(call: Call, scope: str, scopes: ModuleScopes, names: ModuleNames) -> Sign | None:
    receiver, _, verb = call.callee.rpartition(".")
    last = _last_name(receiver)
    if "scaler" in verb and {"loss", "optimizer"} <= dotted_names(call.arguments):
        return Sign.TRAINS  # a gradient scaler that is called steps by itself
    if verb not in _TELLING and verb not in TRAINER_VERBS:
        return None
    qualified = names.resolve(call.callee, at=call.start)
    root = qualified.lstrip(".").partition(".")[0] if not qualified.startswith(".") else ""
    if is_trainer_call(call, qualified, scopes.classes, names):
        return Sign.TRAINS
    if verb in {"backward", "manual_backward"} and receiver:
        return Sign.BACKWARD
    if qualified.endswith("autograd.grad") or (verb == "grad" and last == "autograd"):
        return Sign.BACKWARD
    if verb == "step" and receiver and not _NO_OPTIMIZER.search(last):
        return Sign.STEP
    if verb == "optimizer_step":
        return Sign.STEP
    if verb in {"add_", "sub_", "assign_sub"} and ".grad" in call.arguments:
        return Sign.STEP
    if verb == "assign_sub":
        return Sign.UPDATE
    if verb == "minimize" and receiver and root not in {"scipy", "sklearn"}:
        return Sign.TRAINS if root in _KERAS or _OPTIMIZER.search(last) else None
    if verb == "GradientTape" or (verb in {"gradients", "compute_gradients"} and receiver):
        return Sign.TAPE
    if verb in {"apply_gradients", "apply_updates"}:
        return Sign.APPLY
    if verb in _GRAD_FUNCTIONS or (verb == "grad" and root in _GRAD_MODULES):
        return Sign.TRAINS if _STEP_SCOPE.search(scope) and verb == "grad" else Sign.GRAD
    if verb == "grad" and root in {"theano", "aesara", "pytensor"}:
        return Sign.GRAD
    if verb == "function" and root in {"theano", "aesara", "pytensor"}:
        return Sign.UPDATE if "updates" in call.arguments else None
    if verb == "update" and receiver:
        if "grad" in call.arguments or _OPTIMIZER.search(last):
            return Sign.UPDATE
        return None
    if verb in {"opt_update", "update_params", "sgd_update"}:
        return Sign.UPDATE
    if verb in {"tree_map", "map", "tree_multimap"} and "grad" in call.arguments:
        return Sign.UPDATE
    return _keras_sign(call, root, qualified, names)


def _keras_sign(call: Call, root: str, qualified: str, names: ModuleNames) -> Sign | None:
    receiver, _, verb = call.callee.rpartition(".")
    if not receiver:
        return None
    if verb == "compile" and root not in {"re", "torch", "regex"} and call.arguments:
        named = any(word in call.arguments for word in ("loss", "optimizer"))
        return Sign.COMPILE if named or root in _KERAS else None
    if verb in _FITS:
        if root in _KERAS:
            return Sign.TRAINS if ".preprocessing." not in qualified else None
        owner = names.resolve(receiver, at=call.start)
        if owner.partition(".")[0] in CLASSICAL:
            return None  # a scaler, a vectorizer, a classical model
        return Sign.FIT
    return None


def _last_name(receiver: str) -> str:
    """``self.opt`` -> ``opt``; ``get_opt(x)`` -> ``get_opt``; ``opts[0]`` -> ``opts``."""
    text = re.sub(r"[\[(].*$", "", receiver, flags=re.DOTALL)
    return text.rpartition(".")[2]
