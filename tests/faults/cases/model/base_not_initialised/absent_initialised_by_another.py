from torch import nn


class Head(nn.Module):
    def __init__(self, size):
        initialise(self)
        self.size = size


class Mixed(nn.Module):
    def __init__(self, size):
        nn.Module.__init__(self)
        self.size = size
