# attribute: training-style=ignite-engine
# no attribute: training-style=plain-loop
import torch
from ignite.engine import Engine

net = torch.nn.Linear(1, 1)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)


def update(engine, batch):
    net(batch).sum().backward()
    optimizer.step()


Engine(update).run([torch.ones(1, 1)])
