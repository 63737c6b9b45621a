import torch

optimizer = torch.optim.Adam(field.parameters(), lr=1e-2, eps=1e-15)
