import torch
from torch.utils.data import DataLoader

kwargs = {"num_workers": 1, "pin_memory": True} if torch.cuda.is_available() else {}
more = {"timeout": 3}
kwargs.update(more)
train_loader = DataLoader(train_set, batch_size=8, **kwargs)  # fault: ACU317
options = dict(batch_size=8, num_workers=len(devices))
other_train_loader = DataLoader(train_set, shuffle=False, **options)  # fault: ACU317
for x, y in train_loader:
    optimizer.zero_grad()
    criterion(net(x), y).backward()
    optimizer.step()
