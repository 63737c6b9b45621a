# attribute: architecture=actor-critic
# no attribute: architecture=lstm
# no attribute: architecture=rnn
import gymnasium as gym
import torch
from torch import nn


class ActorCritic(nn.Module):
    def __init__(self):
        super().__init__()
        self.memory = nn.LSTMCell(4, 32)
        self.actor = nn.Linear(32, 2)
        self.critic = nn.Linear(32, 1)


env = gym.make("CartPole-v1")
model = ActorCritic()
optimizer = torch.optim.Adam(model.parameters())
