import torch
from torch import nn

criterion = nn.CrossEntropyLoss()


def train(net, loader):
    for x, labels in loader:
        criterion(net(x), labels.float()).backward()  # fault: ACU207


def judge(net, loader):
    for x, labels in loader:
        _, predicted = net(x).max(1)
        print((predicted == labels).sum(), predicted.eq(labels.view_as(predicted)))
