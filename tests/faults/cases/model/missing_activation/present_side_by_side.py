import torch
import torch.nn as nn
import torch.nn.functional as F
from keras.layers import LSTM, Dense, Dropout
from keras.models import Sequential
from other_library import Cell, MessagePassing


class Shapes:
    def __init__(self, shape, classes):
        self.shape = shape
        self.classes = classes

    def recurrent(self):
        model = Sequential()
        model.add(LSTM(64, input_shape=self.shape))
        model.add(Dense(512))  # fault: ACU107
        model.add(Dropout(0.5))
        model.add(Dense(self.classes, activation="softmax"))
        return model


class Decoder(nn.Module):
    def __init__(self, width, words):
        super().__init__()
        self.cell = Cell(width)
        self.fc1 = nn.Linear(width, width)  # fault: ACU107
        self.fc2 = nn.Linear(width, words)
        self.trunk = nn.Linear(width, width)  # fault: ACU107
        self.actor = nn.Linear(width, 4)
        self.critic = nn.Linear(width, 1)

    def forward(self, x):
        return self.fc2(F.relu(self.fc1(self.cell(x))))

    def generate(self, x):
        x = self.fc1(self.cell(x))
        return torch.distributions.Categorical(logits=self.fc2(x))

    def act(self, x):
        hidden = self.trunk(self.cell(x))
        return self.actor(hidden), self.critic(hidden)


messages = MessagePassing(
    nn.Sequential(
        nn.Linear(8, 16),  # fault: ACU107
        nn.Linear(16, 16),
    )
)
optimizer = torch.optim.Adam(messages.parameters(), lr=0.001)
