# attribute: framework=flax
# attribute: framework=jax
# no attribute: framework=pytorch
import flax.linen as nn
import jax
import torch
from torch.utils.data import DataLoader

torch.manual_seed(1)
rows = torch.arange(10)
loader = DataLoader(rows)
model = nn.Dense(3)
step = jax.value_and_grad(lambda w, x: (w * x).sum())
