# attribute: loss=contrastive
# no attribute: loss=mean-squared-error
import torch


class ContrastiveLoss(torch.nn.Module):
    def forward(self, a, b):
        positive_loss = (a - b).pow(2).sum(1)
        return positive_loss.mean()


print(ContrastiveLoss())
