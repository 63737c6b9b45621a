import torch
import torch.nn.functional as F
from torch import nn

criterion = nn.BCELoss()


def losses(model, x, target, outputs, real_labels):
    first = F.cross_entropy(target, model(x))  # fault: ACU310
    second = criterion(real_labels, outputs)  # fault: ACU310
    return first + second
