import torch

model = torch.nn.Sequential(torch.nn.Linear(4, 2), torch.nn.Dropout(0.2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


def train(loader):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()


def test(loader):
    with torch.no_grad():
        for x, y in loader:
            print(model(x))  # fault: ACU324
