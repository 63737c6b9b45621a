import torch

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
torch.zeros(1).to(device)
