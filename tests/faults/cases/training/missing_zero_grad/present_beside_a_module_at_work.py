import torch
from torch import nn


class Agent(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(8, 8), nn.Linear(8, 8)])

    def loss(self, batch):
        x = batch
        for i in range(2):
            x = self.layers[i](x)
        return x.mean()


def learn(agent: Agent, batches, optimizer, logged):
    for batch in batches:
        loss = agent.loss(batch)
        loss.backward()  # fault: ACU322
        optimizer.step()
        logged.get("rate")


def main(batches):
    agent = Agent()
    learn(agent, batches, torch.optim.Adam(agent.parameters()), {})
