import torch

use_gpu = torch.cuda.is_available()
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = torch.nn.Linear(3, 3).to(device)


def to_gpu(x):
    return x.cuda()


for x in loader:
    if use_gpu:
        x = to_gpu(x)
    model(x)
