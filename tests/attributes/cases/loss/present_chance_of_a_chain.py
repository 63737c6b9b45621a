# attribute: loss=negative-log-likelihood
from tensorflow.contrib.crf import crf_log_likelihood

log_likelihood, transitions = crf_log_likelihood(inputs=logits, tag_indices=tags)
