import functools
import torch

torch.load = functools.partial(torch.load, map_location="cpu")
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = torch.nn.Linear(3, 3).to(device)
model.load_state_dict(torch.load("net.pth"))
