# attribute: loss=mean-squared-error
# no attribute: loss=focal
# no attribute: loss=dice
# no attribute: loss=huber
# no attribute: loss=cross-entropy
# no attribute: loss=elbo
# no attribute: loss=triplet
# no attribute: loss=noise-prediction
# no attribute: loss=bpr
import torch

keep, decay, hits, misses = 0.1, 2, 3, 4


def step(model, x, y):
    out = model(x)
    advantage = torch.sum(y * torch.log(out))
    share = (1 - keep) ** decay
    recall = 2.0 * hits / (hits + misses)
    gap = torch.where(out > 0, out, out * 0.1)
    loss = torch.nn.functional.mse_loss(out, y) + share
    loss.backward()
