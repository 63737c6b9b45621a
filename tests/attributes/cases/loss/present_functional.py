# attribute: loss=negative-log-likelihood
import torch.nn.functional as F

print(F.nll_loss(a, b))
