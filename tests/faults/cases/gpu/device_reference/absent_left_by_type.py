import sys
import torch

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
if device.type == "cpu":
    print("no")
    sys.exit(1)
model = torch.nn.Linear(3, 3).to(device)
x = torch.zeros(3).cuda()
