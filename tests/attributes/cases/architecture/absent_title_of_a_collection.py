# no attribute: architecture=transformer
# attribute: architecture=cnn
# path: tools/train.py
# text README.md: # Taming Transformers
import torch

net = torch.nn.Conv2d(1, 8, 3)
loss = net(torch.ones(1, 1, 8, 8)).mean()
loss.backward()
