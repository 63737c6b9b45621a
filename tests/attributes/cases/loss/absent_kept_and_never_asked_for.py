# attribute: loss=binary-cross-entropy
# no attribute: loss=mean-squared-error
import torch


class Head(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.near = torch.nn.MSELoss()
        self.same = torch.nn.BCELoss()

    def forward(self, x, y):
        return self.same(x, y)


Head()(1, 2).backward()
