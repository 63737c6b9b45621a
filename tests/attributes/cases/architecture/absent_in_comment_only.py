# no attribute: architecture
import torch

# a transformer, an LSTM or a ResNet would do better here
print(torch.ones(1))
