"""Which calls of ``fit`` train a model by gradients: scalers and generators of images fit, too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

_NO_MODEL = re.compile(  # what else is fitted: to figures of the data, not by gradients
    r"ImageDataGenerator|[Tt]okenizer|Encoder\.fit|[Bb]inarizer|[Ss]caler|Imputer|Vectorizer"
    r"|preprocessing\.|decomposition\."
)
_NO_MODEL_NAME = re.compile(
    r"(?:datagen|data_gen|generator|tokeni[sz]er|scaler|(?:label|hot|lb|le)_?encoder|binari[sz]er"
    r"|pca|vectori[sz]er|augment\w*|aug)$",
    re.IGNORECASE,
)


def model_fits(subject: Subject) -> Iterator[ResolvedCall]:
    """Calls of ``fit`` on what may be a model: no scaler, tokeniser or generator of images."""
    for site in subject.methods("fit"):
        receiver = site.call.callee.rpartition(".")[0]
        if not _NO_MODEL.search(site.qualified) and not _NO_MODEL_NAME.search(receiver):
            yield site
