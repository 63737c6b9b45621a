# attribute: optimizer=adamw
import torch

SETTINGS = {"net__optimizer": torch.optim.AdamW, "lr": 0.1}
