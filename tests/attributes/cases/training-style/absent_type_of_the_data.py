# no attribute: training-style=mixed-precision
import numpy as np
import torch

pictures = np.load("pictures.npy").astype(np.float16)
loaded = torch.from_numpy(pictures).to(torch.float32)
torch.nn.Linear(1, 1)(loaded).sum().backward()
