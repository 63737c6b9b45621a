# attribute: loss=mean-squared-error
import torch


def update(returns, values, optimizer):
    td = returns - values
    c_loss = td.pow(2)
    c_loss.mean().backward()
    optimizer.step()


update(1, 2, torch.optim.Adam([], 0.1))
