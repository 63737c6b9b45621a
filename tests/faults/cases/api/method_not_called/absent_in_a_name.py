import torch

torch.save(net.state_dict(), "kept.state_dict")
