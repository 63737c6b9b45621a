# no attribute: loss=negative-log-likelihood
import torch


def global_pointer_loss(scores, targets):
    lost = torch.logsumexp(scores, dim=-1)
    return (lost + torch.cat([scores, targets]).logsumexp(-1)).mean()


print(global_pointer_loss(torch.zeros(2, 3), torch.zeros(2, 3)))
