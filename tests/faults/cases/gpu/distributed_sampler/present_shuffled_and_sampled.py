import torch
from torch.utils import data as loading
from torch.utils.data import DataLoader, WeightedRandomSampler


class Data:
    def loader(self, rows, weights):
        sampler = WeightedRandomSampler(weights, len(weights))
        return DataLoader(rows, batch_size=4, shuffle=True, sampler=sampler)  # fault: ACU406


one = loading.DataLoader(rows, 4, True, loading.SubsetRandomSampler(rows))  # fault: ACU406
