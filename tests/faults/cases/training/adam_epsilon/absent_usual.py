import torch
from keras.optimizers import SGD, Adam

torch.optim.Adam(parameters, eps=1e-6)
Adam(epsilon=None)
SGD(epsilon=1e-20)
