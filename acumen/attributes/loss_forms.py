"""The forms of formulas by which losses are known that a program writes out in arithmetic.

Where the form alone could mean something else too, it counts only under a name that speaks of a
loss, or where it is assigned to a name of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

WRITTEN_OUT: Final = 0.75
SURELY: Final = 0.8
_NO_SQUARE: Final = re.compile(
    r"kld?|diverg|logvar|log_var|sigma|std|margin|relu|clamp|hinge|maximum|sqrt|temperature"
    r"|distill|\balpha\b|slope|grad\w*_?norm",
    re.IGNORECASE,
)
_GAUSSIAN: Final = (
    r"\b1\.?0?\s*\+\s*[\w.\[\]()*\s]{0,30}"
    r"(?:log_?var\w*|log_?sigma\w*|log_?std\w*|lv\b|log\([\w.\s]{0,30}(?:var|sigma|std))"
    r"[^=]{0,60}-"
)
_LOG_CHANCE: Final = (
    r"(?:\w+\.)*(?:[a-z]+_)?(?:log_?(?:prob|lik|px|p)\w*|ll|log_?pdf)\b(?:\([\w.,= \[\]]*\))?"
)
_MEAN: Final = r"(?:\w+\.)*(?:reduce_)?mean"
_RIGHT_CLASS: Final = r"\w*(?:y|label|target|one_?hot|true)\w*"
_LOG_OF_IT: Final = r"[\w.]*log(?:_?p\w*|_softmax)?\b"
OF_A_JUDGE: Final = re.compile(  # named after a second network that judges, and nothing else
    r"(?i)(?:\w+_)?(?:adversarial|gan)_?loss\w*|(?:\w+_)?loss_(?:\w+_)?(?:adversarial|gan)\w*"
)
ANYTHING: Final = re.compile(r"\w")  # where the target says all
NOTHING_YET: Final = re.compile(
    r"^\W*(?:\d|None\b|\[|\{|AverageMeter|[\w.]*\bzeros|[\w.]*\.item\()"
)
OF_FEATURES: Final = re.compile(r"(?i)(?:content|percept\w*|vgg|style)_?loss(?:_\w+)?")


@dataclass(frozen=True, slots=True)
class Form:
    """What a formula looks like. ``under_loss``: only under a name that speaks of a loss."""

    loss: str
    pattern: re.Pattern[str]
    under_loss: bool = True
    weight: float = WRITTEN_OUT
    unless: re.Pattern[str] | None = None
    target: re.Pattern[str] | None = None  # what it must be assigned to


FORMS: Final = (
    Form(
        "mean-squared-error",
        re.compile(
            r"\b(?:pow|power)\(\s*[\w.\[\]]+(?:\([\w., ]*\))?\s*-[^=]{1,60},\s*2\b"
            r"|squared_difference\("
        ),
        unless=_NO_SQUARE,
    ),
    Form(
        "cross-entropy",
        re.compile(
            rf"-\s*[\w.]*(?:sum|mean)\(.{{0,60}}\b{_RIGHT_CLASS}[^=]{{0,30}}\*\s*{_LOG_OF_IT}"
            rf"|-\s*[\w.]*(?:sum|mean)\(\s*{_LOG_OF_IT}[^=]{{0,40}}\*\s*{_RIGHT_CLASS}"
        ),
        unless=re.compile(r"adv|reward|return|1\.?0?\s*-", re.IGNORECASE),
    ),
    Form(
        "focal",
        re.compile(
            r"\(\s*1\.?0?\s*-\s*\w*p\w*\s*\)\s*\*\*\s*[\w.]*(?:gamma|focus)"
            r"|pow\(\s*1\.?0?\s*-\s*\w*p\w*\s*,\s*[\w.]*gamma"
        ),
        under_loss=False,
    ),
    Form("dice", re.compile(r"\b1\.?0?\s*-\s*\(*\s*2\.?0?\s*\*\s*\w*inter")),
    Form("huber", re.compile(r"\bwhere\(.{1,80}\b0?\.5\s*\*")),
    Form(
        "bpr",
        re.compile(r"(?i)(?:log_?|log\([\w.]*)sigmoid\(\s*\w*pos\w*\s*-\s*\w*neg"),
        under_loss=False,
    ),
    Form("nce", re.compile(r"(?i)log_?sigmoid\(\s*-\s*\w*neg"), under_loss=False),
    Form(
        "triplet",
        re.compile(
            r"(?i)\b(?:relu|clamp|max\w*|clip)\(.{0,30}\b\w*pos\w*\s*-\s*\w*neg\w*\s*\+"
            r"|\bmargin\w*\s*\+\s*\w*pos\w*\s*-\s*\w*neg"
        ),
        under_loss=False,
    ),
    Form(
        "elbo",
        re.compile(
            r"(?i)\b\w*(?:recon|rec|bce|nll|reproduction|likelihood)\w*\s*\+\s*[\w.*\s]{0,24}\bkl"
            r"|-\s*\w*log_?p\w*\s*\+\s*[\w.*\s]{0,24}\w*kl"
        ),
    ),
    Form(
        "noise-prediction",
        re.compile(
            r"(?i)(?:\b(?:noise|eps\w*)\s*-\s*\w*(?:pred|eps|noise|model|out)\w*"
            r"|\w*(?:pred|eps_?theta|out)\w*(?:\([^()]*\))?\s*[-+]\s*(?:noise|eps|epsilon)\b)"
            r".{0,40}(?:\*\*\s*2|square|pow)|square\(\s*(?:noise|eps)\w*\s*-"
        ),
        under_loss=False,
    ),
    Form(
        "mean-squared-error",
        re.compile(r"-[^=]{1,80}\)\s*(\*\*\s*2\b|\.pow\(\s*2)|\bsquare\(\s*[\w.\[\]]+\s*-\s"),
        unless=_NO_SQUARE,
    ),
    Form(
        "mean-absolute-error",
        re.compile(r"\babs\(\s*[\w.\[\]]+(?:\([\w., ]*\))?\s*-|-[^()=]{1,60}\)\.abs\("),
    ),
    Form(
        "binary-cross-entropy",
        re.compile(
            r"\(\s*1\.?0?\s*-\s*[\w.\[\]]+\s*\)\s*\*\s*[\w.]*log\(\s*(?:1\b|[\w.+\s]{0,12}1\.?0?\s*-)"
        ),
        under_loss=False,
        weight=SURELY,
    ),
    Form(
        "mean-squared-error",
        re.compile(
            r"\b[\w.]*(?:err(?:or)?s?|diff\w*|deltas?|residuals?)\s*(?:\*\*\s*2\b|\.pow\(\s*2)"
            r"|\bsquare\(\s*[\w.]*(?:err(?:or)?s?|diff\w*|deltas?|residuals?)\s*\)"
        ),
        unless=_NO_SQUARE,
    ),
    Form(
        "wasserstein",
        re.compile(
            rf"-\s*{_MEAN}\(\s*[\w.]*(?:real|valid)[^=]{{0,60}}\+\s*{_MEAN}\(\s*[\w.]*(?:fake|gen)"
            rf"|{_MEAN}\(\s*[\w.]*(?:fake|gen)[^=]{{0,60}}-\s*{_MEAN}\(\s*[\w.]*(?:real|valid)"
            rf"|{_MEAN}\(\s*[\w.]*fake[\w.()\[\]]*\s*-\s*[\w.]*real"
            r"|\bfake_(?:scores?|logits?|validity)\w*\s*-\s*real_"
        ),
    ),
    Form(  # weights of a critic whose slope is kept near one
        "wasserstein",
        re.compile(r"norm\(.{0,60}?\)\s*-\s*1\.?0?\s*\)\s*(?:\*\*\s*2|\.(?:pow|square)\()"),
        under_loss=False,
    ),
    Form(
        "wasserstein",
        re.compile(
            r"(?i)^[\w.]*(?:err|loss|cost)\w*real\w*(?:\.\w+\(\))?\s*-\s*[\w.]*fake\w*(?:\.\w+\(\))?$"
        ),
    ),
    Form(
        "policy-gradient-loss",
        re.compile(r"^\s*\(?\s*-|\b\w*(?:alpha|log_?p)\w*\b.{0,40}-|-\s*[\w.]*(?:mean|sum)\("),
        under_loss=False,
        target=re.compile(
            r"(?i)(?:actor|policy|pi)_?(?:loss|objective)\w*|loss_(?:actor|policy|pi)"
        ),
    ),
    Form(
        "kl-divergence",
        re.compile(r"log\(|log_?var|log_?sigma|log_?std|log_?prob"),
        under_loss=False,
        target=re.compile(r"(?i)_*(?:sample_)?(?:kld?|kl_?div\w*|kl_?loss|kl_?term|latent_kl)_*"),
    ),
    Form(
        "kl-divergence",
        re.compile(r"\b(\w+)\s*\*\s*[\w.]*log\(\s*\1\s*[*/]"),
        under_loss=False,
    ),
    Form(
        "elbo",
        re.compile(r"(?i)\b\w*(?:likelihood|recon\w*|log_?p\w*)\s*[-+]\s*[\w.*\s]{0,24}\w*kl"),
        under_loss=False,
        target=re.compile(r"(?i)(?:neg\w*_?)?(?:elbo|elob|lower_?bound)\w*"),
    ),
    Form(
        "cross-entropy",
        re.compile(
            rf"-\s*\(\s*{_RIGHT_CLASS}\s*\*\s*{_LOG_OF_IT}|-\s*\(\s*{_LOG_OF_IT}\s*\*\s*{_RIGHT_CLASS}"
        ),
        under_loss=False,
        target=re.compile(r"(?i)\w*(?:xent|cross_?ent\w*|ce|loss|nll)\w*"),
        unless=re.compile(r"adv|reward|return|1\.?0?\s*-", re.IGNORECASE),
    ),
    Form("kl-divergence", re.compile(_GAUSSIAN), under_loss=False, weight=SURELY),
    Form("elbo", re.compile(_GAUSSIAN), under_loss=False),
    Form(
        "ssim",
        re.compile(r"\b1\.?0?\s*-\s*[\w.]*ssim\w*\("),
        under_loss=False,
        weight=SURELY,
        target=re.compile(r"\w*(ssim|loss)\w*"),
    ),
    Form("ssim", re.compile(r"-\s*[\w.]*ssim\("), weight=SURELY),
    Form(
        "negative-log-likelihood",
        re.compile(
            r"\blog\(\s*(?:2\.?0?\s*\*\s*(?:\w+\.)*(?:pi|PI)|(?:\w+\.)*(?:pi|PI)\s*\*\s*2)\b.{0,120}"
            r"(?:\*\*\s*2|\bsquare\(|\.pow\()"
        ),
    ),
    Form(
        "cross-entropy",
        re.compile(r"-\s*[\w.]*(?:mean|sum)\(\s*\w+\[\s*(?:[\w.]*range|[\w.]*arange)\("),
        weight=SURELY,
    ),
    Form("cross-entropy", re.compile(r"-\s*\w*log\w*(?:\[[^\]]*\])?\.gather\(")),
    Form("hinge", re.compile(r"\b(?:relu|ReLU\(\))\(\s*1\.?0?\s*[-+]")),
    Form(
        "policy-gradient-loss",
        re.compile(
            r"-.{0,60}\b\w*log_?p\w*[\w.()\[\]]{0,30}\s*\*\s*[\w.\[\]()]{0,30}"
            r"(?:adv|reward|return|delta|td_error|\bG\b|\bR\b)"
            r"|-.{0,60}(?:adv|reward|return|delta)\w*[\w.()\[\]]{0,30}\s*\*\s*[\w.]*log_?p"
        ),
        weight=SURELY,
    ),
    Form(
        "negative-log-likelihood",
        re.compile(
            rf"-\s*[\w.]*(?:mean|sum)\(\s*{_LOG_CHANCE}\s*[,)]"
            rf"|-\s*{_LOG_CHANCE}\.(?:mean|sum)\("
            rf"|\(\s*-\s*{_LOG_CHANCE}\s*\)\.(?:mean|sum)\("
        ),
        unless=re.compile(r"adv|reward|return|entropy|\balpha\b|kl", re.IGNORECASE),
    ),
    Form(  # what a chain of invertible steps makes of a density
        "negative-log-likelihood",
        re.compile(
            r"(?i)-\s*\(?[\w.\s+]{0,60}\b\w*log_?(?:abs_?)?(?:det|px|p_x)\w*"
            r"|-\s*[\w.]*(?:log_?)?(?:sum_?exp|logsumexp)\("
        ),
        unless=re.compile(r"adv|reward|return|sim|temp|pos|energy", re.IGNORECASE),
    ),
    Form(  # of a random field, which gives the logarithm of its own chance
        "negative-log-likelihood",
        re.compile(r"(?i)-\s*(?:1\.?0?\s*\*\s*)?(?:self\.)?\w*crf\w*\(|-\s*1\s*\*\s*crf_loss"),
        under_loss=False,
    ),
    Form(
        "perceptual",
        ANYTHING,
        under_loss=False,
        target=OF_FEATURES,
        unless=re.compile(r"^\W*(?:0|None|\[|AverageMeter|[\w.]*\bzeros)"),
    ),
    Form(
        "mean-squared-error",
        re.compile(
            r"(?i)\b\w*(?:td|value|value_pred|v|critic)_?errors?\s*(?:\*\*\s*2\b|\.pow\(\s*2)"
        ),
        under_loss=False,
        target=re.compile(r"(?i)\w*(?:critic|value|vf|v|td|baseline)_?loss\w*"),
    ),
    Form(
        "dice",
        re.compile(
            r"\(?\b1\.?0?\s*-\s*\w*(iou|dice|jaccard)\w*(\)\s*\.(mean|sum)\(|\s*\)?\s*$|\()"
        ),
    ),
    Form(
        "contrastive",
        re.compile(
            r"(?i)(feature|embed|proj|repr|latent|\bz\w?\b|_z\b|norm)[\w.\[\]]*"
            r".{0,60}(\.T\b|\.t\(\)|transpose_b\s*=\s*True|\btranspose\([\w.]+\)).{0,60}"
            r"(/|\*)\s*[\w.]*(temp|tau|scale|exp)"
        ),
        under_loss=False,
    ),
    Form(
        "temporal-difference",
        re.compile(
            r"\b\w*(reward|rew)\w*\b.{0,40}\+.{0,80}\b(\w+\.)*\w*(gamma|discount)\w*\b"
            r"|\br\w*\s*\+.{0,60}\b(\w+\.)*(gamma|discount)\w*\b"
        ),
        under_loss=False,
        unless=re.compile(r"-\s*(\w+\.)*\w*values?\b|return", re.IGNORECASE),
        target=re.compile(r"(?i)\w*(q|target|expected)\w*|y|ys|y_batch"),
    ),
    Form(
        "temporal-difference",
        re.compile(
            r"(?i)\b(?:\w+\.)*(?:target_q|q_target)\w*\s*-\s*(?:\w+\.)*q|\bq_\w*\s*-\s*(?:\w+\.)*(?:target_q|q_target)"
        ),
        under_loss=False,
    ),
    Form(  # codes and encodings that draw each other near, one of them held still
        "vector-quantization",
        re.compile(
            r"(?is)(?=.*(?:\.detach\(\)|stop_gradient\())"
            r"(?=.*\b(?:z_?q\w*|x_?q|quant\w*|codebook\w*|vq\w*)\b)"
            r"(?=.*(?:\*\*\s*2|mse|square|\.pow\())"
            r"|\b(?:commitment_(?:cost|weight|loss)|[eq]_latent_loss|codebook_loss|commit_loss)\b\s*[*+]"
            r"|[*+]\s*\b(?:commitment_(?:cost|weight|loss)|[eq]_latent_loss|codebook_loss|commit_loss)\b"
        ),
        under_loss=False,
    ),
    Form(  # lengths of capsules beyond one margin and below another
        "hinge",
        re.compile(
            r"(?i)\b(?:clamp|relu|relu\(\)|maximum|max|clip)\(\s*(?:0\.?0?\s*,\s*)?"
            r"(?:0\.9|(?:self\.)?(?:m|margin)_?(?:plus|pos|p))\s*-"
        ),
        under_loss=False,
    ),
    Form(
        "hinge",
        re.compile(r"\b(?:clamp|maximum|max|clip)\(\s*(?:0\.?0?\s*,\s*)?1\.?0?\s*[-+]\s*[\w.]"),
        unless=re.compile(r"iou|dice|ratio|eps|sqrt", re.IGNORECASE),
    ),
    Form(  # the whole loss is minus a log-likelihood, and perhaps something small beside it
        "negative-log-likelihood",
        re.compile(
            r"^\s*-\s*(?:\w+\.)*(?:[a-z]+_)?(?:log_?(?:prob|lik|px|ll|p)\w*|ll)"
            r"(?:\.(?:mean|sum)\([^()]*\))?\s*(?:[+/]|$)"
        ),
        unless=re.compile(
            r"adv|reward|return|entropy|\balpha\b|kl|softmax|act|polic", re.IGNORECASE
        ),
    ),
    Form(  # what was rebuilt beside what went in, as the logarithm of a chance
        "mean-squared-error",
        re.compile(
            r"(?i)\b\w*(?:recon|x_hat|decoded)\w*\s*-\s*[\w.]+\s*\)\s*(?:\*\*\s*2|\.pow\(\s*2)"
        ),
        under_loss=False,
        target=re.compile(r"(?i)\w*(?:log_?p\w*|likelihood|recon\w*|rec|ll)"),
    ),
    Form(
        "mean-squared-error",
        re.compile(
            r"(?i)\b\w*(?:advantages?|adv|td|deltas?)\s*(?:\*\*\s*2\b|\.pow\(\s*2)"
            r"|\bsquare\(\s*[\w.]*(?:advantages?|adv|td|deltas?)\s*\)"
        ),
        under_loss=False,
        target=re.compile(r"(?i)\w*(?:critic|value|vf|v|td|baseline|c)_?loss\w*"),
    ),
    Form(  # chances of what was done times what it was worth, under a name of an actor's loss
        "policy-gradient-loss",
        re.compile(
            r"(?i)\*\s*[\w.]*(?:\bll|log_?(?:p|lik)\w*)\b"
            r"|(?:\bll|log_?(?:p|lik)\w*)\b[\w.()\[\], =]{0,30}\*"
        ),
        under_loss=False,
        target=re.compile(
            r"(?i)\w*(?:act(?:or|ion)?|policy|pi|pg|reinforce)_?(?:loss|objective)\w*|a_loss|loss_(?:act(?:or)?|policy|pi|pg)"
        ),
    ),
    Form(  # the logarithm that stands at the right word or class
        "cross-entropy",
        re.compile(
            r"(?i)\bgather\(\s*\w*log_?(?:p|soft)\w*\s*,.{0,60}\b\w*(?:target|tgt|trg|gold|label)"
            r"|\b\w*log_?(?:p|soft)\w*\.gather\(.{0,60}\b\w*(?:target|tgt|trg|gold|label)"
        ),
        under_loss=False,
        unless=re.compile(r"act|reward|adv", re.IGNORECASE),
    ),
    Form(
        "adversarial",
        ANYTHING,
        under_loss=False,
        target=OF_A_JUDGE,
        unless=re.compile(
            r"^\W*(?:0|None|\[|AverageMeter|[\w.]*\bzeros)|adv_?(?:x|im|in|ex)|attack|perturb"
        ),
    ),
)
