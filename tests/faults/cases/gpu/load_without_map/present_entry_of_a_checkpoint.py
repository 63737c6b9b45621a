import torch

device = "cuda" if torch.cuda.is_available() else "cpu"
checkpoint = torch.load("given.pt")  # fault: ACU409
state = checkpoint["model"]
model.load_state_dict(state)
