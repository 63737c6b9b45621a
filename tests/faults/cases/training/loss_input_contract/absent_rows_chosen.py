import torch
from torch.nn import functional as F

out = torch.log_softmax(scores, dim=1)
masked = F.nll_loss(out[mask], labels[mask])
whole = F.cross_entropy(logits.view(-1, 10), labels.view(-1))
