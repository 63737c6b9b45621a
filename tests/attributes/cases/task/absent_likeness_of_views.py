# attribute: task=self-supervised-learning
# no attribute: task=metric-learning
# path: simclr.py
import torch


class ContrastiveHead(torch.nn.Module):
    pass


head = ContrastiveHead()
