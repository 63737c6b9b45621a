import torch

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
assert device.type == "cuda", "a GPU is needed"
model = torch.nn.Linear(3, 3).to(device)
x = torch.zeros(3).cuda()
