import torch


def optimiser_of_a_test_of_speed():
    return torch.optim.SGD([torch.tensor(0.0, requires_grad=True)], lr=0)  # unknown: ACU301
