import torch
from keras.optimizers import Adam

torch.optim.AdamW(parameters, eps=1e-20)  # fault: ACU321
Adam(epsilon=0.0)  # fault: ACU321
