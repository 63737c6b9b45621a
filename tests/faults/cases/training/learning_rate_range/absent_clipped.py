import torch

optimizer = torch.optim.SGD(net.parameters(), lr=20)
torch.nn.utils.clip_grad_norm_(net.parameters(), 0.25)
other = torch.optim.Adam(linear.parameters(), lr=0.2)
