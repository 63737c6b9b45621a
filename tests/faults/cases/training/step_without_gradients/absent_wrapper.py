import torch


class Optimiser:
    def __init__(self, parameters):
        self._optim = torch.optim.Adam(parameters)

    def step(self):
        self._optim.step()

    def zero_grad(self):
        self._optim.zero_grad()
