# attribute: loss=huber
# no attribute: loss=kl-divergence
# module net.py: import torch.nn.functional as F
# module net.py: class Net:
# module net.py:     def near(self, x, y):
# module net.py:         return F.smooth_l1_loss(x, y)
# module net.py:     def far(self, x, y):
# module net.py:         return F.kl_div(x, y)
import torch

from net import Net

Net().near(torch.ones(1), torch.ones(1)).backward()
