import torch
import torch.nn.functional as F
from torch import nn, optim

STEPS = 8


class Trainer:
    def __init__(self, net):
        self.net = net
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = optim.SGD(net.parameters(), lr=0.1)

    def epoch(self, loader):
        for i, (x, y) in enumerate(loader):
            loss = self.criterion(self.net(x), y)
            loss.backward()  # fault: ACU332
            if (i + 1) % STEPS == 0:
                self.optimizer.step()
                self.optimizer.zero_grad()


def scaled(net, loader, args):
    optimizer = optim.SGD(net.parameters(), lr=0.1)
    scaler = torch.cuda.amp.GradScaler()
    for epoch in range(3):
        for step, (x, y) in enumerate(loader):
            out = F.cross_entropy(net(x), y)
            scaler.scale(out).backward()  # fault: ACU332
            if step % args.accumulate == 0 or step == len(loader) - 1:
                scaler.step(optimizer)
                scaler.update()
                optimizer.zero_grad()
