"""An object that is no network can be evaluated as well."""

import torch


class Formula:
    def eval(self):
        return self

    def __call__(self, x):
        return torch.tensor(x)


def compute(text, frame):
    frame.eval("a + b")
    return frame(text)
