"""Faults of training: hyperparameters, losses, validation, data, optimisers."""
