# attribute: loss=kl-divergence
import torch

shares = torch.softmax(scores, dim=1)
spread = torch.sum(shares * torch.log(shares * 512 + 1e-9), dim=1).mean()
spread.backward()
