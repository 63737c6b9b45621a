import torch
from torch.optim.lr_scheduler import LambdaLR

optimizer = torch.optim.Adam(net.parameters(), lr=2.0)  # unknown: ACU301
schedule = LambdaLR(optimizer, lambda step: 512**-0.5 * min((step + 1) ** -0.5, step / 4000))
sparse = torch.optim.Adagrad(net.parameters(), lr=1.0)  # unknown: ACU301
