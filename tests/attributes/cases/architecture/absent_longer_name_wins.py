# no attribute: architecture=transformer
# attribute: architecture=style-network
from torch import nn


class TransformerNet(nn.Module):
    pass


print(TransformerNet())
