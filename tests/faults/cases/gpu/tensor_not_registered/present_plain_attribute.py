import torch as th
from torch import nn, randn

device = "cuda" if th.cuda.is_available() else "cpu"


class Layers:
    class Encoding(nn.Module):
        def __init__(self, length):
            super().__init__()
            self.table = randn(1, 64, 16) * 0.1
            self.places = th.zeros(1, length, 16)  # fault: ACU410
            self.mix = th.eye(16).unsqueeze(0)  # fault: ACU410

        def forward(self, x):
            x = x + self.places[:, : x.size(1)]
            return th.matmul(x, self.mix)


model = Layers.Encoding(64).to(device)
