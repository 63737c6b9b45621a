import torch


def forms(x):
    a = torch.log(1 + x)  # fault: ACU334
    b = torch.exp(x) - 1.0  # fault: ACU334
    c = torch.log(torch.sum(torch.exp(2.5 + x), dim=1))  # fault: ACU334
    return a, b, c
