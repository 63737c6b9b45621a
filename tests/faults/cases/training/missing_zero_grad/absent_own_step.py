import torch

from tools import Stepper


def train(model, loader, stepper: Stepper):
    for data, target in loader:
        loss = torch.nn.functional.mse_loss(model(data), target)
        loss.backward()
        stepper.step(model)
        model.optimizer.step()
