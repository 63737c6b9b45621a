import torch

use_gpu = torch.cuda.is_available()
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = torch.nn.Linear(3, 3).to(device)


def moved(x):
    return x.cuda() if use_gpu else x


def moved_all(xs):
    return [x.cuda() for x in xs] if use_gpu else xs


def run(x):
    return model(x.cuda() if torch.cuda.is_available() else x)


def go(x):
    use_gpu and x.cuda()
