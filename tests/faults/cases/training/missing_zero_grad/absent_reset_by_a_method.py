import torch
from torch import nn


class Agent(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(8, 8)
        self.optimizer = torch.optim.Adam(self.body.parameters())

    def loss(self, batch):
        self.optimizer.zero_grad()
        return self.body(batch).mean()


def learn(agent, batches):
    for batch in batches:
        loss = agent.loss(batch)
        loss.backward()  # clean: ACU322
        agent.optimizer.step()


def main(batches):
    agent = Agent()
    learn(agent, batches)
