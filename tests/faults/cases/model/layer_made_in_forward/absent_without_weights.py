from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 3)

    def forward(self, x):
        norm = nn.LayerNorm(3, elementwise_affine=False)
        return norm(self.fc(x))
