import torch
from torch import nn
from torch.autograd import Variable
from torch.utils.data import DataLoader


class Trainer:
    def __init__(self, args, data):
        self.gpu_mode = args.gpu_mode
        self.loader = DataLoader(data, shuffle=True)
        self.model = nn.Linear(3, 3)
        self.loss = nn.MSELoss()
        if self.gpu_mode:
            self.model.cuda()
            self.loss = nn.MSELoss().cuda()
        self.optimizer = torch.optim.Adam(self.model.parameters())

    def train(self):
        for x, y in self.loader:
            if self.gpu_mode:
                given, wanted = Variable(x.cuda()), Variable(y.cuda())
            else:
                given, wanted = Variable(x), Variable(y)
            self.optimizer.zero_grad()
            loss = self.loss(self.model(given), wanted)
            loss.backward()
            self.optimizer.step()
