# attribute: dataset=cifar10
# no attribute: dataset=svhn
# no attribute: dataset=celeba
import torch
import reading

chosen = "cifar10"
sizes = {"cifar10": (32, 32), "svhn": (32, 32), "celeba": (64, 64)}
pictures = reading.read(dataset="cifar10", size=sizes[chosen])
torch.nn.Linear(3, 3)(pictures)
