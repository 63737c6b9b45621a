# attribute: loss=cross-entropy
import torch


def loss_fn(outputs, labels):
    count = outputs.size()[0]
    return -torch.sum(outputs[range(count), labels]) / count


loss_fn(torch.ones(2, 2), [0, 1]).backward()
