import torch

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = torch.nn.Linear(3, 3).to(device)
try:
    model.cuda()
except Exception:
    print("no GPU")
