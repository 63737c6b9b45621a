from torch import nn


class One(nn.Module):
    def __init__(self, width):
        self.width = width
        nn.Module.__init__(self)
        self.head = nn.Linear(8, 2)


class Two(One):
    def __init__(self):
        super(Two, self).__init__(8)
        self.tail = nn.Linear(8, 2)


class Plain:
    def __init__(self):
        self.head = nn.Linear(8, 2)
