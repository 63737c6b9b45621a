import torch
from torch.utils.data import DataLoader, Dataset


class Same(Dataset):
    """As long as a real sample, and nothing else."""

    def __len__(self):
        return 1024

    def __getitem__(self, index):
        tokens = torch.tensor([5] * 2048)
        return tokens, torch.ones(2048)


train_loader = DataLoader(Same(), batch_size=2)  # unknown: ACU317
for x, y in train_loader:
    model(x).backward()
