import torch
import torch as t
import torch.nn.functional as F
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split
from torch import nn
from torch.nn.functional import mse_loss as distance
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(2, 8)
        self.out = nn.Linear(8, 1)

    def forward(self, x):
        x = torch.relu(self.hidden(x))
        return torch.sigmoid(self.out(x))


def nested():
    X, y = make_moons(n_samples=200)
    X_train, X_test, y_train, y_test = train_test_split(X, y)
    X_train = torch.tensor(X_train, dtype=torch.float32)
    y_train = torch.tensor(y_train, dtype=torch.float32)
    net = Net()
    criterion = nn.BCELoss()
    for epoch in range(10):
        out = net(X_train)
        loss = criterion(out, y_train)  # fault: ACU201
        loss.backward()


def batches(device):
    inputs, values = torch.randn(64, 2), torch.rand(64)
    loader = DataLoader(TensorDataset(inputs, values), batch_size=8, shuffle=True)
    net = Net()
    for i, (x, y) in enumerate(loader):
        y = y.to(device).float()
        out = net(x.to(device))
        F.l1_loss(out, y).backward()  # fault: ACU201


def textual(out, y):
    distance(out.view(-1), y.view(-1, 1))  # fault: ACU201
    t.nn.functional.mse_loss(out.squeeze(1), y.unsqueeze(1))  # fault: ACU201
