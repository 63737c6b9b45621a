import torch

weights = torch.load("model.pt", map_location="cpu", weights_only=True)
model.load_state_dict(weights["model"].state_dict)  # fault: ACU505
other.load_state_dict(weights["other"].state_dict())
