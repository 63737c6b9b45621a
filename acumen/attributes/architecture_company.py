"""Networks that are told by the company they keep: what two of them together are, and what beside
another one is only a part of it.

Two networks of convolutions that train each other are a deep convolutional GAN. An autoencoder that
is loaded with its weights, beside a network that takes noise away, makes a latent diffusion of it.
An agent is listed by its kind, not by the layers that remember what it saw.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from acumen.attributes.matching import TermMatcher, canonical
from acumen.attributes.signs import Hit, Sign, SignKind
from acumen.attributes.words import WORDS
from acumen.domain.attribute import Facet
from acumen.domain.evidence import Evidence
from acumen.domain.facts import Call

if TYPE_CHECKING:
    from acumen.attributes.signals import Signals

_GANS: Final = frozenset({"gan", "wgan", "conditional-gan", "progan"})
_OTHER_GANS: Final = frozenset({"cyclegan", "pix2pix", "stargan", "stylegan", "srgan"})
_NO_DCGAN: Final = frozenset(  # whose two networks make sound, codes or larger pictures
    {"vocoder", "vae", "normalizing-flow", "transformer", "autoencoder", "vq-vae", "tacotron"}
)
_TRANSPOSED: Final = (
    "torch.nn.ConvTranspose2d", "keras.layers.Conv2DTranspose", "tensorflow.nn.conv2d_transpose",
    "tensorflow.layers.conv2d_transpose", "flax.linen.ConvTranspose", "keras.layers.UpSampling2D",
    "torch.nn.Upsample", "haiku.Conv2DTranspose",
)  # fmt: skip
_DECONVOLVES: Final = re.compile(
    r"(?i)\w*(deconv(olution)?_?2d|conv_?2d_?transposed?|conv_?transposed?_?2d|transposed?_?conv_?2d)\w*"
)
_GROWS: Final = re.compile(
    r"(?i)(up_?sampl\w*|interpolate|resize_nearest\w*|pixel_?shuffle\w*|conv_?transpose_?1d)"
)
_CONVOLUTIONS: Final = frozenset({"cnn", "cnn-1d"})
_IN_CODE: Final = 0.8
_BY_LAYERS: Final = 0.7
_AUTOENCODERS: Final = frozenset({"vae", "autoencoder", "vq-vae"})
_LOADED: Final = re.compile(
    r"(?:\w+\.)*(?:\w*AutoencoderKL|AsymmetricAutoencoderKL|AutoencoderTiny|VQModel|AutoencoderDC)"
    r"\.from_pretrained"
)
_NOISY: Final = frozenset({"diffusion", "ddpm", "score-model", "diffusion-transformer"})
_LATENT: Final = "latent-diffusion"
_LATENT_SAYS: Final = 0.72
_PLAIN: Final = re.compile(  # classes that are called a convolutional network and nothing else
    r"(Simple|Small|Basic|My|Tiny|Custom|Toy|Mini|Plain|Base|Encoder|Decoder)?"
    r"(CNN|Cnn|ConvNet|Convnet|ConvNN|CONVNET)(\d{1,2}|Small|Medium|Large|Model|Classifier|Net)*"
)
_AGENTS: Final = "reinforcement-learning"
_REMEMBERS: Final = frozenset({"rnn", "lstm", "gru", "bidirectional-rnn"})
_DENOISERS: Final = frozenset({"unet", "diffusion-transformer"})
_DENOISER_NAMES: Final = frozenset({"unet", "transformer", "self.unet", "dit"})
_FREEZES: Final = ("freeze_params", "freeze", "freeze_model", "freeze_parameters")


def convolutional_gan(
    signals: Signals, hits: tuple[Hit, ...], seen: tuple[Hit, ...]
) -> Iterator[Hit]:
    """A GAN that is built of convolutions, one of which makes pictures larger.

    ``seen``: what is not sure enough to be shown is there too.
    """
    terms = {hit.term for hit in hits}
    gans = [hit for hit in hits if hit.term in _GANS and hit.kinds - WORDS]
    if not gans or "dcgan" in terms or terms & _OTHER_GANS:
        return
    for name, call in signals.first_calls.items():
        if canonical(name) in _TRANSPOSED:
            yield _dcgan(call.lines, 0.85)
            return
    for call, _ in signals.read_calls(deconvolves):
        yield _dcgan(call.lines, 0.75)
        return
    larger = next((call for call, _ in signals.read_calls(grows)), None)
    if terms & _NO_DCGAN or larger is None:
        return
    for hit in seen:
        layers = [sign for sign in hit.signs if sign.kind is SignKind.SYMBOL]
        if hit.term in _CONVOLUTIONS and hit.confidence >= _IN_CODE and layers:
            yield _dcgan(larger.lines, _BY_LAYERS)
            return


def _dcgan(where: Evidence, weight: float) -> Hit:
    return Hit("dcgan", weight, (Sign("dcgan", SignKind.TOGETHER, weight, where),))


def deconvolves(_: str, call: Call) -> bool:
    """Whether a call is named after making pictures larger by convolutions."""
    return _DECONVOLVES.fullmatch(call.callee.rpartition(".")[2]) is not None


def grows(_: str, call: Call) -> bool:
    """Whether a call makes what goes through a network larger, by no weights or by its own."""
    return _GROWS.fullmatch(call.callee.rpartition(".")[2]) is not None


def called_so(signals: Signals, hits: tuple[Hit, ...]) -> frozenset[str]:
    """The kind of convolutions of a reached class that is called a convolutional network: what is
    named after its layers is no part of another network.
    """
    if not any(_PLAIN.fullmatch(name) for name, _ in signals.names):
        return frozenset()
    layers = {hit.term for hit in hits if SignKind.SYMBOL in hit.kinds} & _CONVOLUTIONS
    return frozenset({"cnn-1d"} if layers == {"cnn-1d"} else {"cnn"})


def in_latent_space(signals: Signals, hits: tuple[Hit, ...], terms: TermMatcher) -> tuple[Hit, ...]:
    """With a latent diffusion in place of the autoencoder that is loaded for it."""
    kinds = {hit.term for hit in hits}
    kinds |= {broader for kind in tuple(kinds) for broader in terms.ancestors(kind)}
    if not kinds & _NOISY or _LATENT not in terms.vocabulary:
        return hits
    where = next((call.lines for call, _ in signals.read_calls(loads_autoencoder)), None)
    if where is None:
        return hits
    kept = tuple(hit for hit in hits if hit.term not in _AUTOENCODERS)
    if _LATENT in kinds:
        return kept
    sign = Sign(_LATENT, SignKind.TOGETHER, _LATENT_SAYS, where)
    return (*kept, Hit(_LATENT, _LATENT_SAYS, (sign,)))


def loads_autoencoder(_: str, call: Call) -> bool:
    """Whether a call loads the autoencoder of a latent diffusion with its weights."""
    return _LOADED.fullmatch(call.callee) is not None


def is_memory(hit: Hit, hits: tuple[Hit, ...], terms: TermMatcher) -> bool:
    """The recurrent layers of an agent, which is listed by its kind."""
    if hit.term not in _REMEMBERS:
        return False
    return any(_AGENTS in _tasks(other.term, terms) for other in hits)


def _tasks(term: str, terms: TermMatcher) -> frozenset[str]:
    """What the term and its broader ones are made for, by the vocabulary."""
    kinds = terms.terms((term, *terms.ancestors(term)))
    return frozenset(value for kind in kinds for key, value in kind.extra if key == Facet.TASK)


def values_of_an_actor(hit: Hit, hits: tuple[Hit, ...], terms: TermMatcher) -> bool:
    """The class that values actions beside an actor is a part of the agent, whatever its name."""
    if hit.term != "q-network" or hit.kinds - WORDS - {SignKind.NAME, SignKind.IMPORTED}:
        return False
    return any("policy-gradient" in terms.ancestors(other.term) for other in hits)


def stands_still(hit: Hit, hits: tuple[Hit, ...], signals: Signals) -> bool:
    """The network of a latent diffusion that is frozen, and to which nothing is added."""
    others = {other.term for other in hits}
    if hit.term not in _DENOISERS or _LATENT not in others or "lora" in others:
        return False
    frozen = {
        call.call.callee.removesuffix(".requires_grad_")
        for call in signals.calls
        if call.call.callee.endswith(".requires_grad_") and call.call.arguments == "False"
    }
    frozen |= {
        name.strip()
        for call in signals.calls
        if call.call.callee.endswith(_FREEZES)
        for name in call.call.arguments.split(",")
    }
    return not frozen.isdisjoint(_DENOISER_NAMES)
