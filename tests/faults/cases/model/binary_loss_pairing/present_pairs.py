import torch
from torch import nn
from tensorflow import keras


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1), nn.Sigmoid())

    def forward(self, x):
        return self.body(x)


net = Net()
criterion = nn.BCEWithLogitsLoss()
loss = criterion(net(x), y)  # fault: ACU104
scores = raw(x)
nn.functional.binary_cross_entropy(torch.softmax(scores, 1), y)  # unknown: ACU104
model = keras.Sequential([keras.layers.Dense(5, activation="softmax")])
model.compile(loss="binary_crossentropy", optimizer="adam")  # fault: ACU104
