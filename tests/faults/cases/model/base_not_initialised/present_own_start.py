from torch import nn


class Net(nn.Module):
    def __init__(self):
        self.layer = nn.Linear(4, 2)  # fault: ACU120
        nn.init.normal_(self.layer.weight)
        self.init_weights()

    def init_weights(self):
        self.layer.bias.data.zero_()
