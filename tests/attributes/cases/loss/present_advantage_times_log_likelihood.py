# attribute: loss=policy-gradient-loss
import torch


def update(advantage, ll, optimizer):
    act_loss = (advantage * ll).mean()
    act_loss.backward()
    optimizer.step()


update(1, 2, torch.optim.Adam([], 0.1))
