# attribute: loss=negative-log-likelihood
# no attribute: loss=policy-gradient-loss
import torch


def train(flow, batch, optimizer):
    log_ll, scale = flow(batch)
    loss = -log_ll + 1e-4 * scale
    loss.backward()
    optimizer.step()


train(torch.nn.Identity(), 1, torch.optim.SGD([], 0.1))
