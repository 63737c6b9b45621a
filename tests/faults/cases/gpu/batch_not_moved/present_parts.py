import torch
from torch import nn
from tqdm import tqdm

from meters import MetricLogger

device = torch.device("cuda")
encoder = nn.Linear(8, 8).to(device)
net = nn.Linear(8, 2).to(device)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
logger = MetricLogger()
criterion = nn.CrossEntropyLoss()
for images, target in logger.log_every(train_loader, 10):
    images = images.to(device)
    loss = criterion(net(images), target)
    optimizer.zero_grad()
    loss.backward()  # fault: ACU401
    optimizer.step()


def embed(loader):
    bar = tqdm(loader)
    for x, _ in bar:
        print(encoder(x))  # fault: ACU401


def parts(loader):
    for batch in loader:
        x, y = batch["x"], batch["y"]
        x = x.to(device)
        print(criterion(net(x), y))  # fault: ACU401
