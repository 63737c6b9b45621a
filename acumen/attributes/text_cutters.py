"""Whether a program takes more from Transformers than what makes words of a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from acumen.attributes.signals import Signals

_LIBRARY: Final = "transformers."
_CUTS: Final = re.compile(
    r"\.\w*(?:Tokenizer(?:Fast)?|TokenizerBase|ImageProcessor|FeatureExtractor|DataCollator\w*)(?:\.|$)"
)
_TELLS: Final = ("transformers.utils.logging", "transformers.logging", "transformers.set_seed")


def cuts_texts(qualified: str) -> bool:
    """Whether a name of Transformers makes words of a text, or pixels of a picture."""
    return qualified.startswith(_LIBRARY) and _CUTS.search(qualified) is not None


def only_cuts_texts(signals: Signals) -> bool:
    """Whether nothing else of Transformers is used: then it brings neither network nor training."""
    used = {name for name in signals.first_calls if name.startswith(_LIBRARY)}
    used |= {
        base
        for path in signals.paths
        for one in signals.reading(path).classes
        for base in one.bases
        if base.startswith(_LIBRARY)
    }
    cut = {name for name in used if _CUTS.search(name)}
    return bool(cut) and all(name.startswith(_TELLS) for name in used - cut)
