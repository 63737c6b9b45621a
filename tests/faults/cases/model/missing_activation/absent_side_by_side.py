import torch
import torch.nn as nn
import torch.nn.functional as F
from other_library import Cell, MessagePassing


class Decoder(nn.Module):
    def __init__(self, width, words, deep):
        super().__init__()
        self.cell = Cell(width)
        self.fc1 = nn.Linear(width, width)
        self.fc2 = nn.Linear(width, words)
        self.states = nn.Linear(width, width)
        self.scores = nn.Linear(width, words)
        self.down = nn.Linear(64, 4)
        self.up = nn.Linear(4, 64)
        self.embedding = nn.Linear(width, width)
        self.rated = nn.Linear(width, words)
        self.either = nn.Linear(width, width)
        if deep:
            self.either = nn.Sequential(nn.Linear(width, width), nn.ReLU())
        self.last = nn.Linear(width, words)

    def generate(self, x):
        return self.fc2(F.relu(self.fc1(self.cell(x))))

    def both(self, x):
        hidden = self.states(self.cell(x))
        return hidden, self.scores(hidden)

    def thin(self, x):
        return self.up(self.down(self.cell(x)))

    def known(self, x):
        return self.rated(self.embedding(self.cell(x)))

    def chosen(self, x):
        return self.last(self.either(self.cell(x)))


messages = MessagePassing(nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 16)))
optimizer = torch.optim.Adam(messages.parameters(), lr=0.001)
