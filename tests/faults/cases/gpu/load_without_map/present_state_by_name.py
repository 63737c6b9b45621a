import torch

device = "cuda" if torch.cuda.is_available() else "cpu"
checkpoint = torch.load("last.pt")  # fault: ACU409
net.load_state_dict(checkpoint["model"])
