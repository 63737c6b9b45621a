# attribute: task=image-classification
# attribute: modality=image
import torch

net = torch.nn.Sequential(torch.nn.Conv2d(3, 8, 3), torch.nn.Flatten(), torch.nn.Linear(8, 10))
judge = torch.nn.CrossEntropyLoss()
