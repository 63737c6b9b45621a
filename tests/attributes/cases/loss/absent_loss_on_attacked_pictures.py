# no attribute: loss=adversarial
from torch import nn


def step(model, attack, x, y):
    adversarial_loss = nn.CrossEntropyLoss()(model(attack(x)), y)
    return adversarial_loss


print(step(len, len, 1, 2))
