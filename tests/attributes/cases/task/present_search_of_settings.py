# attribute: task=hyperparameter-tuning
import optuna
import torch

study = optuna.create_study()
model = torch.nn.Linear(2, 2)
