# attribute: loss=huber
import torch


def step(model, x, y):
    out = model(x)
    gap = out.sub(y).abs()
    loss = torch.where(gap < 1, 0.5 * gap * gap, gap - 0.5).mean()
    loss.backward()
