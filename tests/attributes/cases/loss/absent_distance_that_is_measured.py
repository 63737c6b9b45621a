# attribute: loss=mean-absolute-error
# no attribute: loss=mean-squared-error
import torch


def sequence_loss(found, wanted):
    loss = (found - wanted).abs().mean()
    error = torch.sum((found - wanted) ** 2, dim=1).sqrt()
    return loss, error.mean()


sequence_loss(torch.ones(1), torch.ones(1))[0].backward()
