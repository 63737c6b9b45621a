"""Nothing is brought anywhere, and an object of a lookalike has parameters of another kind."""

import torch
from torch import nn


class Plan:
    def parameters(self):
        return {"rate": 0.1}

    def to(self, place):
        return f"{self}-{place}"

    def __call__(self, x):
        return x


def main(batches):
    net = nn.Linear(4, 2)
    plan = Plan()
    print(plan.parameters(), plan.to("paper"))
    optimiser = torch.optim.SGD(net.parameters(), lr=0.1)
    for x in batches:
        optimiser.zero_grad()
        net(plan(x)).sum().backward()
        optimiser.step()
