import torch
from torch import nn


class Net(nn.Module):
    def forward(self, x):
        return x


model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
features, labels = load()
if torch.cuda.is_available():
    features = features.cuda()
    labels = labels.cuda()


def train():
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(features), labels)  # fault: ACU401
    loss.backward()
    optimizer.step()


for epoch in range(3):
    train()
