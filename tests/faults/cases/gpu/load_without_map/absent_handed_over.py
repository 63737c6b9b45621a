import torch

from mine import train

device = "cuda" if torch.cuda.is_available() else "cpu"
train(net, best_path="best.pt")
net.load_state_dict(torch.load("best.pt"))
