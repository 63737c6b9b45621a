import torch
import torch.nn.functional as F


def measure(x, target, label_logits, gt_labels, soft):
    first = F.cross_entropy(x, target)
    second = F.cross_entropy(label_logits, x)
    third = F.binary_cross_entropy(gt_labels, target)
    fourth = F.mse_loss(target, x) + F.kl_div(target, soft)
    return first + second + third + fourth


def named(x, target):
    return torch.nn.CrossEntropyLoss()(input=x, target=target)
