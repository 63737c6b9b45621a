import torch.nn.functional as F

p = F.log_softmax(scores, dim=1)  # of logarithms it is the same once more
F.cross_entropy(p, labels)
