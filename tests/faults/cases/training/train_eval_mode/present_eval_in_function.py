import torch

model = torch.nn.Sequential(torch.nn.Linear(4, 2), torch.nn.Dropout(0.2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


def train(loader):
    for x, y in loader:
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()


def test(loader):
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            print(model(x))


for epoch in range(10):
    train(loader)
    test(loader)  # fault: ACU324
