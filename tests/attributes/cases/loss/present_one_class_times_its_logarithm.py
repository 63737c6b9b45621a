# attribute: loss=cross-entropy
import torch.nn.functional as F

log_prob = F.log_softmax(scores, dim=1)
xent = -(one_hot * log_prob).sum(dim=1)
xent.mean().backward()
