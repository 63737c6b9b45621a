from torch import nn


class Net(nn.Module):
    def __init__(self):
        self.init_base()
        self.layer = nn.Linear(4, 2)

    def init_base(self):
        super().__init__()
