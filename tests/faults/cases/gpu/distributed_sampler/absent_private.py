from opacus import PrivacyEngine
from torch.utils.data import DataLoader
from torch.utils.data.distributed import DistributedSampler

train_loader = DataLoader(train_set, sampler=DistributedSampler(train_set))
model, optimizer, train_loader = PrivacyEngine().make_private(
    module=model, optimizer=optimizer, data_loader=train_loader
)
for x, y in train_loader:
    criterion(model(x), y).backward()
