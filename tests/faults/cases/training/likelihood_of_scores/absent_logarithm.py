import torch.nn.functional as F
from other_library import Unet, engine
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = Unet(8, 2)

    def forward(self, x):
        return self.body(x).log_softmax(-1)


model = Net()


def compute(output, y):
    return F.nll_loss(output, y)


engine.run(model, compute)
