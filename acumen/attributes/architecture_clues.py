"""Networks that no name and no layer gives away alone, but that several signs together do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from acumen.attributes.matching import TermMatcher, canonical
from acumen.attributes.signs import Hit, Sign, SignKind
from acumen.attributes.written_losses import written_losses
from acumen.domain.attribute import Facet
from acumen.domain.evidence import Evidence
from acumen.domain.facts import Call, ModuleFacts
from acumen.syntax.program import ResolvedCall

if TYPE_CHECKING:
    from acumen.attributes.signals import Signals

Places = tuple[tuple[int, int], ...]  # (start, line) each

_TOGETHER: Final = 0.75
_READS_IN_TURN: Final = frozenset({"rnn", "lstm", "gru", "bidirectional-rnn", "seq2seq", "crnn"})
_SHARES: Final = re.compile(r"(?i)softmax\(")
_ATTENDS: Final = re.compile(r"(?i)(?<![a-z])att(?:n|en)|attention|energ(?:y|ies)|\balign")
_DENSE: Final = frozenset({"mlp", "linear-model"})
_SLOPES: Final = ("autograd.grad", "autograd.functional.jacobian", "tape.gradient", "tf.gradients")
_DENSITY: Final = re.compile(
    r"(?i)\b\w*log_?p\w*(?:\([^()]*\))?[\w.()]{0,20}\s*[-+]\s*\(?[\w.]*"
    r"(?:log_?(?:abs_?)?det\w*|delta_?logp\w*|s?ldj|log_?jac\w*|logdet\w*)"
    r"|\b(?:log_?(?:abs_?)?det\w*|s?ldj|log_?jac\w*)\s*\+\s*[\w.]*log_?p"
)
_OTHER_GANS: Final = frozenset(
    {"conditional-gan", "cyclegan", "pix2pix", "stargan", "stylegan", "srgan", "progan"}
)
_OF_A_GAN: Final = re.compile(
    r"(?i)_?(?:\w*(?:generator|discriminator|critic)|net_?[gd]|[gd]|gen|disc)"
)
_CLASSES: Final = re.compile(
    r"(?i)\b(?:n_?class(?:es)?|num_?class(?:es)?|class_dim|gen_labels?|class_labels?|y_dim|one_?hot\w*)\b"
)
_MAKES: Final = re.compile(r"(?i)_?(?:\w*generator|net_?g|g|gen)")
_WITH_LABELS: Final = re.compile(
    r"(?i),\s*(?:gen_|fake_|random_|sampled_)?(?:labels?|class(?:es)?)\b\s*(?:,|\)|$)"
)
_FACTORS: Final = re.compile(
    r"(?is)(?=.*user)(?=.*(?:item|movie|anime|book|product|song)).*\*.*(?:\bsum\(|\.sum\()"
    r"|\b(?:dot|matmul|mul|multiply|Dot\([^()]*\))\(\s*\[?\s*\w*user\w*\s*,\s*\w*(?:item|movie|book|anime)\w*"
)
_RECURRENT: Final = frozenset(
    {"rnn", "lstm", "gru", "bidirectional-rnn", "seq2seq", "convlstm", "crnn", "memory-network"}
)
_FLAT: Final = frozenset(
    {"attention", "mlp", "linear-model", "cnn-1d", "forecasting-network", "sequential-recommender"}
)
_NORMS: Final = (
    "torch.nn.LayerNorm", "keras.layers.LayerNormalization", "flax.linen.LayerNorm",
    "haiku.LayerNorm", "equinox.nn.LayerNorm", "flax.nnx.LayerNorm", "torch.nn.RMSNorm",
    "flax.linen.RMSNorm", "torch.nn.functional.layer_norm", "torch.nn.ModuleList.LayerNorm",
)  # fmt: skip
_JUDGES_CALL: Final = re.compile(r"(?i).*(mse|mae|l1|l2|bce|loss|criterion|entropy|error)\w*")
_REBUILT: Final = re.compile(
    r"(?i)\b(x_?|img_?|image_?|batch_?)?(recons?|reconstruct\w*|recon_\w+|x_hat|x_tilde|decoded\w*)\b"
)
_NO_AUTOENCODER: Final = frozenset(
    {"gan", "diffusion", "autoencoder", "normalizing-flow", "nerf", "capsnet", "seq2seq"}
)
_NO_VAE: Final = frozenset({"vae", "reinforcement-learning", "diffusion", "bayesian-network"})
_PLAIN_GANS: Final = frozenset({"gan", "dcgan", "conditional-gan"})
_DISTANCE: Final = "wasserstein"
_PROJECTS: Final = re.compile(r"(?i)\w*(projector|projection_?head|proj_?head|mlp_?head)\w*")
_NO_ENCODER: Final = frozenset({"clip", "siamese", "contrastive-encoder", "sentence-bert"})
_IN_A_UNET: Final = frozenset(  # and in nothing that is called by another name
    {
        "cnn", "resnet", "vgg", "efficientnet", "densenet", "mobilenet", "attention", "diffusion",
        "ddpm", "score-model", "cnn-1d", "mlp", "linear-model",
    }
)  # fmt: skip
_LARGER: Final = re.compile(
    r"(?i)(up_?sampl\w*|conv\w*transpose\w*|deconv\w*|transposed?_?conv\w*|interpolate|up_?conv\w*)"
)
_JOINS: Final = re.compile(r"(?i)(?:^|[._])(?:cat|concat(?:enate)?)(?:_v2)?(?:\([^()]*\))?$")
_KEPT: Final = re.compile(
    r"(?i)\b(self\.)?(skip|enc|down|residual|hs|shortcut)\w*\b|\.pop\(|\b(conv|x|c|e|d)_?\d\b|features?\["
)
_CLIPPED: Final = re.compile(
    r"(?i)\bclip_?(coef|range|param|ratio|eps|epsilon|cov)\w*\b|\beps_clip\b|\b1(\.0*)?\s*-\s*[\w.]*(eps|clip)"
)


def clues(signals: Signals, hits: tuple[Hit, ...], terms: TermMatcher) -> Iterator[Hit]:
    """Networks that follow from several signs, beside those that ``hits`` tell of already."""
    kinds = {hit.term for hit in hits}
    kinds |= {broader for kind in tuple(kinds) for broader in terms.ancestors(kind)}
    for term, where in (
        ("transformer", _normed_attention(signals, kinds)),
        ("autoencoder", _rebuilds(signals, kinds)),
        ("contrastive-encoder", _projects(signals, kinds)),
        ("ppo", _clips_ratio(signals, kinds)),
        ("vae", _diverges(signals, kinds)),
        ("unet", _joins_over(signals, kinds)),
        ("wgan", _measures_distance(signals, kinds)),
        ("attention", _looks_back(signals, kinds)),
        ("pinn", _obeys_equation(signals, kinds)),
        ("normalizing-flow", _follows_density(signals, kinds)),
        ("conditional-gan", _is_told_class(signals, kinds)),
        ("matrix-factorization", _multiplies_factors(signals, kinds)),
    ):
        if where is not None and term in terms.vocabulary and term not in kinds:
            sign = Sign(term, SignKind.TOGETHER, _TOGETHER, where)
            yield Hit(term, _TOGETHER, (sign,))


def _normed_attention(signals: Signals, kinds: set[str]) -> Evidence | None:
    """Attention and normalised layers without recurrence: the blocks of a transformer."""
    if "attention" not in kinds or kinds & _RECURRENT or not kinds - {"cnn"} <= _FLAT:
        return None
    for name, call in signals.first_calls.items():
        if canonical(name) in _NORMS:
            return call.lines
    return None


def _rebuilds(signals: Signals, kinds: set[str]) -> Evidence | None:
    """A loss between what goes in and what comes out again."""
    if kinds & _NO_AUTOENCODER:
        return None
    return next((call.lines for call, _ in signals.read_calls(compares_rebuilt)), None)


def _joins_over(signals: Signals, kinds: set[str]) -> Evidence | None:
    """What was kept on the way down is joined with what is made larger again on the way up."""
    if not kinds <= _IN_A_UNET:
        return None
    larger = {(call.path, _unit(signals, call)) for call, _ in signals.read_calls(makes_larger)}
    for call, _ in signals.read_calls(joins_kept) if larger else ():
        if (call.path, _unit(signals, call)) in larger:
            return call.lines
    return None


def _unit(signals: Signals, call: ResolvedCall) -> int:
    """The top-level class or function around a call."""
    return signals.reading(call.path).units.unit_at(call.call.start)


def makes_larger(_: str, call: Call) -> bool:
    """Whether a call makes pictures larger."""
    return _LARGER.fullmatch(call.callee.rpartition(".")[2]) is not None


def joins_kept(_: str, call: Call) -> bool:
    """``torch.cat([x, skips.pop()], dim=1)``."""
    return bool(_JOINS.search(call.callee) and _KEPT.search(call.arguments))


def compares_rebuilt(_: str, call: Call) -> bool:
    """Whether a loss is given something that was rebuilt: ``mse(recon, x)``."""
    name = call.callee.rpartition(".")[2]
    return bool(_JUDGES_CALL.fullmatch(name) and _REBUILT.search(call.arguments))


def _projects(signals: Signals, kinds: set[str]) -> Evidence | None:
    """A head that is trained with a contrastive loss and thrown away."""
    if kinds & _NO_ENCODER:
        return None
    if not any(hit.term == "contrastive" for hit in signals.code_hits(Facet.LOSS)):
        return None
    return next((call.lines for call, _ in signals.read_calls(makes_projection)), None)


def makes_projection(_: str, call: Call) -> bool:
    """Whether a call makes, or calls, a projection head."""
    return _PROJECTS.fullmatch(call.callee.rpartition(".")[2]) is not None


def _diverges(signals: Signals, kinds: set[str]) -> Evidence | None:
    """The divergence of a Gaussian code from the normal one, written out."""
    if kinds & _NO_VAE:
        return None
    for sign in written_losses(signals):
        if sign.term == "elbo":
            return sign.evidence
    return None


def _measures_distance(signals: Signals, kinds: set[str]) -> Evidence | None:
    """A GAN whose critic's scores are compared without a logarithm."""
    if not kinds & _PLAIN_GANS:
        return None
    told = [s for hit in signals.code_hits(Facet.LOSS) if hit.term == _DISTANCE for s in hit.signs]
    written = (sign for sign in written_losses(signals) if sign.term == _DISTANCE)
    found = next((sign.evidence for sign in (*told, *written)), None)
    return found or next((call.lines for call, _ in signals.read_calls(clips_weights)), None)


def _looks_back(signals: Signals, kinds: set[str]) -> Evidence | None:
    """Shares that add up to one, named after attention, beside a recurrent network."""
    if not kinds & _READS_IN_TURN or "attention" in kinds:
        return None
    return _first(signals, shares_attention)


def shares_attention(facts: ModuleFacts) -> Places:
    """``attention_weights = softmax(self.attention(states))``."""
    return tuple(
        (found.start, found.line)
        for found in facts.assignments
        if _SHARES.search(found.value) and _ATTENDS.search(f"{found.target} {found.value}")
    )


def _obeys_equation(signals: Signals, kinds: set[str]) -> Evidence | None:
    """Dense layers whose slopes by their input are taken, in a program that words call so."""
    if not kinds <= _DENSE:
        return None
    if all(hit.term != "pinn" for hit in signals.hits(Facet.ARCHITECTURE)):
        return None
    return next((call.lines for call, _ in signals.read_calls(slopes_by_input)), None)


def slopes_by_input(_: str, call: Call) -> bool:
    """``torch.autograd.grad(u, x, create_graph=True)``."""
    return call.callee.endswith(_SLOPES)


def _follows_density(signals: Signals, kinds: set[str]) -> Evidence | None:
    """A density that is followed through steps which can be undone."""
    if "normalizing-flow" in kinds:
        return None
    return _first(signals, follows_density)


def follows_density(facts: ModuleFacts) -> Places:
    """``log_px = log_pz + log_det``."""
    places = [(found.start, found.line, found.value) for found in facts.assignments]
    places += [(given.start, given.line, given.value) for given in facts.returns]
    return tuple((start, line) for start, line, value in places if _DENSITY.search(value))


def _is_told_class(signals: Signals, kinds: set[str]) -> Evidence | None:
    """A GAN whose two networks are told what to make and what to judge."""
    if not kinds & _PLAIN_GANS or kinds & _OTHER_GANS:
        return None
    return next((call.lines for call, _ in signals.read_calls(tells_class)), None)


def tells_class(_: str, call: Call) -> bool:
    """``Generator(latent_dim, n_classes)``, ``generator(noise, labels)``."""
    name = call.callee.rpartition(".")[2]
    if _MAKES.fullmatch(name) and _WITH_LABELS.search(call.arguments):
        return True
    return bool(_OF_A_GAN.fullmatch(name) and _CLASSES.search(call.arguments))


def _multiplies_factors(signals: Signals, kinds: set[str]) -> Evidence | None:
    """The product of what is kept of a user and of a thing, and no other network."""
    if not kinds <= {"linear-model"}:
        return None
    return _first(signals, multiplies_factors)


def multiplies_factors(facts: ModuleFacts) -> Places:
    """``(user * item).sum(-1)``."""
    places = [(found.start, found.line, found.value) for found in facts.assignments]
    places += [(given.start, given.line, given.value) for given in facts.returns]
    return tuple((start, line) for start, line, value in places if _FACTORS.search(value))


def _first(signals: Signals, read: Callable[[ModuleFacts], Places]) -> Evidence | None:
    """The first place that ``read`` finds in reached code."""
    for path in signals.paths:
        for start, line in signals.reading(path).read_facts(read):
            if signals.runs(path, start, line):
                return Evidence(path, line, line)
    return None


def clips_weights(_: str, call: Call) -> bool:
    """``p.data.clamp_(-0.01, 0.01)``: the weights of a critic are kept small."""
    return call.callee.endswith(".data.clamp_")


def _clips_ratio(signals: Signals, kinds: set[str]) -> Evidence | None:
    """The clipped ratio of two policies, which is what PPO lowers."""
    if "ppo" in kinds:
        return None
    return next((call.lines for call, _ in signals.read_calls(clips_ratio)), None)


def clips_ratio(_: str, call: Call) -> bool:
    """``torch.clamp(ratio, 1 - clip_coef, 1 + clip_coef)``."""
    return bool(
        call.callee.rpartition(".")[2] in {"clamp", "clip", "clip_by_value"}
        and "ratio" in call.arguments
        and _CLIPPED.search(call.arguments)
    )
