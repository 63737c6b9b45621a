import torch
from keras.optimizers import SGD, Adam

torch.optim.Adam(parameters, eps=1e-6)  # clean: ACU321
torch.optim.Adam(parameters, **options)  # unknown: ACU321
torch.optim.Adam(parameters, lr=0.1)  # clean: ACU321
torch.optim.Adam(parameters, eps=small(options))  # unknown: ACU321
Adam(epsilon=None)  # clean: ACU321
SGD(epsilon=1e-20)
