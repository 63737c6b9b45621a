import pandas as pd
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(8, 1)

    def forward(self, x):
        return self.out(x)


def train(model, loader, criterion):
    for x, y in loader:
        pred = model(x)
        loss = criterion(pred, y.float())  # fault: ACU201
        loss.backward()


def main():
    table = pd.read_csv("table.csv")
    y = torch.tensor(table["price"].values)
    x = torch.tensor(table.drop(columns="price").values)
    data = DataLoader(TensorDataset(x, y), batch_size=16, shuffle=True)
    net = Net()
    criterion = nn.MSELoss()
    train(net, data, criterion)
