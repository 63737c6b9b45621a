import torch

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
x = torch.zeros(3)
if device.type == "cuda": x.to(device)  # fault: ACU402
