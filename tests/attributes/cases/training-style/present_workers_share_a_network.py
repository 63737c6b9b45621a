# attribute: training-style=hogwild
import torch
import torch.multiprocessing as mp

network = torch.nn.Linear(4, 2)
network.share_memory()
workers = [mp.Process(target=work, args=(network,)) for _ in range(4)]
