import argparse

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader
from torch.utils.data.distributed import DistributedSampler
from torchvision import datasets, models, transforms

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.01)
parser.add_argument("--momentum", type=float, default=0.9)
args = parser.parse_args()
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
num_epochs = 10

train_transform = transforms.Compose([transforms.RandomCrop(28), transforms.ToTensor()])
test_transform = transforms.Compose([transforms.Resize(28), transforms.ToTensor()])
train_set = datasets.MNIST("data", train=True, transform=train_transform)
test_set = datasets.MNIST("data", train=False, transform=test_transform)
train_loader = DataLoader(train_set, batch_size=64, shuffle=True)
shared_loader = DataLoader(train_set, sampler=DistributedSampler(train_set))
test_loader = DataLoader(test_set, batch_size=64)


def picture(path):
    image = np.asarray(Image.open(path).convert("RGB"), dtype=np.float64)
    return torch.from_numpy(image).permute(2, 0, 1)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 3)
        self.conv2 = nn.Conv2d(32, 64, 3)
        self.more = nn.ModuleList([nn.Linear(128, 128) for _ in range(2)])
        self.dropout = nn.Dropout(0.5)
        self.fc1 = nn.Linear(9216, 128)
        self.fc2 = nn.Linear(128, 10)
        self.up = nn.ConvTranspose2d(4, 4, 3, stride=2)
        nn.init.xavier_uniform_(self.fc1.weight)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        return self.fc2(self.dropout(x))


model = Net().to(device)
for parameter in model.conv1.parameters():
    parameter.requires_grad = False
model.load_state_dict(torch.load("net.pt", map_location=device))
criterion = nn.CrossEntropyLoss(ignore_index=-1)
optimizer = torch.optim.SGD(model.parameters(), lr=args.lr, momentum=args.momentum)
losses = []

for epoch in range(num_epochs):
    model.train()
    shared_loader.sampler.set_epoch(epoch)
    total = 0.0
    for x, y in train_loader:
        x = x.to(device)
        y = y.to(device)
        optimizer.zero_grad()
        output = model(x)
        loss = criterion(output, y)
        loss.backward()
        optimizer.step()
        total += loss.item()
        losses.append(loss.item())
    model.eval()
    with torch.no_grad():
        for x, y in test_loader:
            x = x.to(device)
            probabilities = F.softmax(model(x), dim=-1).cpu().numpy()

backbone = models.resnet18(weights="DEFAULT")
backbone.fc = nn.Linear(512, 2)
tuned = torch.optim.Adam(backbone.parameters(), lr=0.001)
