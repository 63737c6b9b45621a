# attribute: optimizer=adam
# attribute: optimizer=sgd
import keras
import torch

opt = torch.optim.Adam([torch.ones(1, requires_grad=True)])
keras.Sequential().compile(optimizer="sgd", loss="mse")
