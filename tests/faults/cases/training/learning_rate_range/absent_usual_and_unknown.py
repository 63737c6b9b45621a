import torch
from mylib.optim import Adam

config = {"lr": 3e-4}
rate = 1.0
if small:
    rate = 1e-3
torch.optim.Adam(model.parameters())
torch.optim.Adam(model.parameters(), lr=config["lr"])
torch.optim.Adam(model.parameters(), lr=rate)
torch.optim.Adadelta(model.parameters(), lr=1.0)
torch.optim.LBFGS(model.parameters(), lr=0.8)
Adam(model.parameters(), lr=50)
