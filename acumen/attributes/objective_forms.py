"""Further forms of losses that are written out: of judges, of pairs, of agents, of equations.

As in :mod:`~acumen.attributes.loss_forms`, a form that could mean something else too counts only
under a name that speaks of a loss, or where it is assigned to a name of its own.
"""

from __future__ import annotations

import re
from typing import Final

from acumen.attributes.loss_forms import ANYTHING, NOTHING_YET, SURELY, Form

_A_LOSS: Final = re.compile(r"(?i)\w*(?:loss|cost|err)\w*")
_TRAINS: Final = re.compile(r"(?i)(?!\w*(?:val|test|eval))\w*(?:loss|cost)\w*")
_MEAN: Final = r"(?:\w+\.)*(?:reduce_)?mean"
_JUDGE: Final = r"[\w.]*(?:discriminator|[Nn]et_?D|critic|\bD|disc)\w*"

OBJECTIVES: Final = (
    Form(
        "mean-squared-error",
        re.compile(
            r"\bsquare\(\s*[\w.\[\]]+\([\w., \[\]:]*\)\s*-|\bl2_loss\(\s*[\w.]+\s*-"
            r"|\b(\w*(?:diff|err|delta|residual)\w*)\s*\*\s*\1\b"
        ),
        unless=re.compile(r"sqrt|margin|clamp|relu|sigma|var", re.IGNORECASE),
    ),
    Form(
        "mean-absolute-error",
        re.compile(r"\bnorm\([^=]{1,60}-[^=]{1,60},\s*(?:p\s*=\s*|ord\s*=\s*)?1\b"),
    ),
    Form(
        "cross-entropy",
        re.compile(
            r"(?i)-.{0,30}take_along_axis\(\s*\w*log"
            r"|-\s*\w*log_?p\w*\[\s*(?:[\w.]*range|[\w.]*arange)\("
            r"|-\s*\w*(?:target|label|one_?hot)\w*\s*\*\s*[\w.]*log_softmax"
            r"|-\s*[\w.]*(?:mean|sum)\(\s*\w*(?:pred|log_?p|logit)\w*\s*\*\s*\w*(?:target|label|one_?hot)"
        ),
        unless=re.compile(r"adv|reward|return|act", re.IGNORECASE),
    ),
    Form(  # what a critic says of true and of made things, in either order
        "wasserstein",
        re.compile(
            rf"(?i){_MEAN}\(\s*[\w.(]*(?:real|valid)[^=]{{0,60}}[-+]\s*{_MEAN}\(\s*[\w.(]*(?:fake|gen)"
            r"|\b\w*fake\w*\.mean\(\)\s*-\s*\w*real\w*\.mean\(\)"
        ),
        under_loss=False,
        unless=re.compile(r"(?i)log|entropy|\*\*|square|relu|softplus|abs|criterion"),
        target=_A_LOSS,
    ),
    Form(
        "adversarial",
        re.compile(
            rf"\w*(?:[Ll]oss|criterion|bce|BCE|entropy|mse|MSE)\w*(?:\(\))?\(\s*{_JUDGE}\("
            r"|\blog\(\s*D_?\w*real|\blog\(\s*1\.?0?\s*-\s*D\w*|softplus\(\s*-?\s*\w*(?:real|fake)"
        ),
        under_loss=False,
        target=_A_LOSS,
    ),
    Form(
        "kl-divergence",
        re.compile(
            r"(?i)square\(\s*\w*(?:mean|mu)\w*\s*\)\s*\+\s*[\w.]*square\(\s*\w*(?:std|sigma|stddev)\w*\s*\)\s*-"
        ),
        under_loss=False,
        weight=SURELY,
    ),
    Form(
        "contrastive",
        re.compile(
            r"(?i)(?:clamp|relu|maximum)\(\s*[\w.]*margin\s*-\s*[\w.]*(?:dist|euclid|\bd\b)"
            r"|cosine_similarity\(.{1,100}\)\s*/\s*[\w.]*(?:temp\w*|tau)\b"
            r"|einsum\(\s*['\"]nc,ck->nk"
        ),
        under_loss=False,
    ),
    Form(
        "triplet",
        re.compile(
            r"(?:relu|clamp|max\w*)\(\s*\w*?(?:_|\b)ap\s*-\s*\w*?(?:_|\b)an\s*\+"
            r"|(?:relu|clamp|max\w*)\(\s*d(?:ist)?_?p\w*\s*-\s*d(?:ist)?_?n\w*\s*\+"
        ),
        under_loss=False,
    ),
    Form(
        "policy-gradient-loss",
        re.compile(
            r"(?i)-\s*\(?\s*\w*adv\w*[\w.\[\]]*\s*\*\s*[\w.]*ratio|-\s*\(?[\w.]*ratio\w*\s*\*\s*\w*adv"
            r"|\bneg_?log_?p\w*\s*\*|\*\s*[\w.]*neg_?log_?p\w*"
        ),
        weight=SURELY,
    ),
    Form(
        "temporal-difference",
        re.compile(
            r"(?i)\b(?:r|rew|rewards?|reward_batch|b_r)\s*\+.{0,60}(?:\bgamma\b|\bdiscount\b|\b0?\.9\d*\b)"
        ),
        under_loss=False,
        unless=re.compile(r"-\s*(\w+\.)*\w*values?\b|return", re.IGNORECASE),
        target=re.compile(r"(?i)\w*(?:q|target|expected)\w*"),
    ),
    Form(
        "negative-log-likelihood",
        re.compile(r"(?i)exp\(\s*-\s*\w*log_?var\w*\s*\)\s*\*\s*\(?[^=]{1,60}(?:\*\*\s*2|pow|square)"),
    ),
    Form(
        "quantile",
        re.compile(
            r"(?i)max(?:imum)?\(\s*\(?\s*\w*(?:q|tau|quantile)\w*\s*-\s*1\.?0?\s*\)?\s*\*"
            r"|max(?:imum)?\(\s*\w*(?:q|tau|quantile)\w*\s*\*\s*\w+\s*,\s*\("
        ),
        under_loss=False,
    ),
    Form(
        "cosine",
        re.compile(
            r"(?i)(?:\b1\.?0?\s*-|^\s*-|\(\s*-)\s*[\w.]*(?:cosine_similarity|cos_sim\w*|cosine_sim\w*)\("
            r"|\b2\.?0?\s*-\s*2\.?0?\s*\*\s*\(?\s*\w+\s*\*\s*\w+"
        ),
        unless=re.compile(r"temp|tau", re.IGNORECASE),
    ),
    Form(
        "charbonnier",
        re.compile(
            r"(?i)sqrt\(\s*\(?.{1,40}(?:\*\*\s*2|\b(\w+)\s*\*\s*\1|square\(.{1,30}\)|pow\([^)]*\))\s*\)?\s*\+\s*"
            r"(?:[\w.]*eps\w*|1e-\d+)"
        ),
        unless=re.compile(r"sum\(|norm|dist", re.IGNORECASE),
    ),
    Form("log-cosh", re.compile(r"\blog\(\s*[\w.]*cosh\("), under_loss=False),
    Form(
        "l2-norm",
        re.compile(
            r"\bsqrt\(\s*[\w.]*(?:mean|criterion|mse\w*)\(|\bnorm\(\s*[\w.]+\s*-\s*[\w.]+(?:,\s*2)?\s*\)"
        ),
        under_loss=False,
        unless=re.compile(r"eps|1e-|\*\*\s*2$"),
        target=_TRAINS,
    ),
    Form(
        "perceptual",
        re.compile(
            r"(?i)\w*(?:loss|criterion|mse|l1)\w*(?:\(\))?\(\s*[\w.]*(?:vgg|lpips|feature_?extractor)\w*\("
        ),
        under_loss=False,
        target=_A_LOSS,
    ),
    Form(
        "noise-prediction",
        re.compile(
            r"\(\s*(?:e|noise|eps|epsilon)\s*-\s*[\w.]+(?:\([^()]*\))?\s*\)\.(?:square|pow)\("
        ),
        under_loss=False,
    ),
    Form(  # the speed along a straight path
        "flow-matching",
        re.compile(r"(?:pred|v\w*|u\w*)\s*-\s*\(\s*x_?1\s*-\s*x_?0\s*\)"),
        under_loss=False,
        weight=SURELY,
    ),
    Form(
        "flow-matching",
        re.compile(r"^\s*\(?x_?1\w*\s*-\s*(?:\(1[^()]*\)\s*\*\s*)?x_?0\w*\)?$"),
        under_loss=False,
        target=re.compile(r"(?i)ut|u_t|v|v_?t|v_target|target\w*|vel\w*|dx_?t?|flow\w*"),
    ),
    Form(
        "bpr",
        re.compile(
            r"(?i)\(\s*\w*pos\w*\s*-\s*\w*neg\w*\s*\)\.sigmoid\(\)\.log|softplus\(\s*\w*neg\w*\s*-\s*\w*pos"
        ),
        under_loss=False,
    ),
    Form("si-snr", re.compile(r"(?i)-\s*[\w.]*(?:si_?s[nd]r)\w*\("), under_loss=False),
    Form(
        "preference-loss",
        re.compile(
            r"(?i)log_?sigmoid\(\s*(?:self\.)?beta\s*\*|\b\w*chosen\w*\s*-\s*\w*reject\w*\s*\)"
        ),
    ),
    Form(
        "cycle-consistency",
        ANYTHING,
        under_loss=False,
        unless=NOTHING_YET,
        target=re.compile(
            r"(?i)(?:\w+_)?(?:cycle|cyc)_?(?:consistency_?)?loss\w*|loss_(?:\w+_)?cyc(?:le)?(?:_?\w{1,12})?"
        ),
    ),
    Form(
        "physics-residual",
        ANYTHING,
        under_loss=False,
        unless=NOTHING_YET,
        target=re.compile(
            r"(?i)loss_(?:f|pde|phys\w*|ode|eqn?s?|equation)|(?:pde|physics|ode|equation|eqn?)_loss\w*"
        ),
    ),
    Form(
        "conservative-q-learning",
        ANYTHING,
        under_loss=False,
        unless=NOTHING_YET,
        target=re.compile(r"(?i)\w*cql\w*_?loss\w*"),
    ),
)  # fmt: skip
