import torch
from torch.utils.data import DataLoader

kwargs = {"num_workers": 1}
if torch.cuda.is_available():
    on_gpu = {"shuffle": True}
    kwargs.update(on_gpu)
train_loader = DataLoader(train_set, batch_size=8, **kwargs)


def load(train_set, **options):
    return DataLoader(train_set, batch_size=8, **options)


extra = settings()
other_train_loader = DataLoader(train_set, batch_size=8, **extra)
for x, y in train_loader:
    optimizer.zero_grad()
    criterion(net(x), y).backward()
    optimizer.step()
