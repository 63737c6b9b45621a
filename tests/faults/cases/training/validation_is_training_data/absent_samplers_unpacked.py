import torch
from torch.utils.data import DataLoader, SubsetRandomSampler
from torchvision import datasets

data = datasets.FashionMNIST("data", train=True)
places = torch.randperm(len(data)).tolist()
options = {"sampler": SubsetRandomSampler(places[1000:])}
held_out = {"sampler": SubsetRandomSampler(places[:1000])}
train_loader = DataLoader(data, batch_size=32, **options)
val_loader = DataLoader(data, batch_size=32, **held_out)
