import torch
import models


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = torch.nn.Sequential(torch.nn.Linear(8, 8), torch.nn.Dropout(0.5))

    def forward(self, x):
        return self.layers(x)


@torch.no_grad()
def test(path, loader, device):
    model = Model().eval()
    model.load_state_dict(torch.load(path, map_location="cpu"))
    model.to(device)
    for x in loader:
        yield model(x)


@torch.no_grad()
def evaluate(name, loader):
    model = getattr(models, name)().eval()
    for x in loader:
        yield model(x)


def train(loader):
    model = Model()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
