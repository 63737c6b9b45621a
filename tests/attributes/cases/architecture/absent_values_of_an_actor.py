# path: sac.py
# attribute: architecture=sac
# attribute: loss=temporal-difference
# no attribute: architecture=q-network
# no attribute: loss=policy-gradient-loss
from torch import nn


class QNetwork(nn.Module):
    pass


class Actor(nn.Module):
    pass


class SAC:
    pass


agent = (SAC(), QNetwork(), Actor())
