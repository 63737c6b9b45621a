import torch
import torch.nn.functional as F

out = F.log_softmax(scores, dim=1)
F.nll_loss(out, y)
F.kl_div(scores.log_softmax(1), q)
F.nll_loss(unknown, y)
