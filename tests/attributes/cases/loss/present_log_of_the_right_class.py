# attribute: loss=cross-entropy
import torch


def step(model, x, y):
    out = model(x)
    weights = torch.nn.functional.cosine_similarity(out, y)
    loss = -torch.sum(one_hot(y) * torch.log(out + 1e-8)) + weights.sum() * 0
    loss.backward()
