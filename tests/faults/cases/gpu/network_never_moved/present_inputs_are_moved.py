"""The trainer keeps the network under a name of its own, and brings only batches to the device."""

import torch
from torch import nn, optim


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 2)

    def forward(self, x):
        return self.layer(x)


class Trainer:
    def __init__(self, network, device):
        self.network = network
        self.device = device
        self.optimiser = optim.Adam(self.network.parameters())

    def step(self, inputs, wanted):
        inputs = inputs.to(self.device)
        wanted = wanted.to(self.device)
        loss = nn.functional.mse_loss(self.network(inputs), wanted)  # fault: ACU411
        self.optimiser.zero_grad()
        loss.backward()
        self.optimiser.step()


def main(batches):
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    trainer = Trainer(Net(), device)
    for inputs, wanted in batches:
        trainer.step(inputs, wanted)
