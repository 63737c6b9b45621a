"""Told eval(), run through a method of its own and through forward, and never for gradients."""

import torch


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(4, 2)

    def embed(self, x):
        return self.layer(x)


def collect(encoder, batches):
    encoder.eval()
    found = []
    for x in batches:
        found.append(encoder.embed(x))  # fault: ACU341
    return found


def fit(network, batches, held_out, optimiser):
    for step, (x, y) in enumerate(batches):
        network.train()
        optimiser.zero_grad()
        torch.nn.functional.mse_loss(network(x), y).backward()
        optimiser.step()
        if step % 100 == 0:
            network.eval()
            print(network.forward(next(held_out)))  # fault: ACU341
