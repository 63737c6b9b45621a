# no attribute: optimizer
import torch


def train(optimizer):
    torch.optim.lr_scheduler.StepLR(optimizer, 1)
    optimizer.step()
