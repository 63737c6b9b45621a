import torch


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(4, 2)

    def forward(self, x):
        return self.layer(x)


class Keeper:
    def __init__(self, model, device):
        self.model = model.to(device)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = Net()
keeper = Keeper(model, device)
optimizer = torch.optim.Adam(model.parameters())
for x, y in loader:
    x, y = x.to(device), y.to(device)
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
