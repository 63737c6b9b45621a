import jax
from torch.utils.data import DataLoader

train_loader = DataLoader(train_set, batch_size=8)  # fault: ACU317
for x, y in train_loader:
    value, gradients = jax.value_and_grad(loss)(parameters, x, y)
