import torch


def train(model, x):
    model(x).backward()


def test_shapes(make):
    for name in ("small", "large"):
        model = make(name)
        model.eval()
        assert model(torch.zeros(1, 3)).shape == (1, 2)
