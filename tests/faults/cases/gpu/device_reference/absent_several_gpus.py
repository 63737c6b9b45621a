import sys

import torch

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
if not torch.cuda.is_available():
    sys.exit("a GPU is needed")


class Halves(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.first = torch.nn.Linear(8, 8).to("cuda:0")
        self.second = torch.nn.Linear(8, 8).to("cuda:1")  # unknown: ACU403

    def forward(self, x):
        x = self.first(x.to("cuda:0"))
        return self.second(x.to("cuda:1"))  # unknown: ACU403


labels = labels.to(device)
images = images.cuda()  # unknown: ACU403
