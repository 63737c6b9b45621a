# repository: someone/CycleGAN-in-a-day
# no attribute: architecture=cyclegan
from torch import nn

print(nn.LSTM(1, 2))
