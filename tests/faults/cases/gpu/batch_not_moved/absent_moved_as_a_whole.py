import torch
from torch import nn

device = torch.device("cuda")
model = nn.Linear(2, 2).to(device)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
criterion = nn.MSELoss()
for batch in train_loader:
    batch = [part.to(device) for part in batch]
    x, y = batch
    optimizer.zero_grad()
    criterion(model(x), y).backward()
    optimizer.step()

train_data = [("a b".split(), "c d".split())]
for words, tags in train_data:
    optimizer.zero_grad()
    model(words).backward()
    optimizer.step()


def on_gpu(net, device):
    net.to(device)


def on_cpu(net, data_iter):
    for x, y in data_iter:
        print(criterion(net(x), y))
