# attribute: training-style=ddp
# attribute: training-style=mixed-precision
# no attribute: training-style=fsdp
import torch
from library import SupervisedTrainer

settings = {}
settings["accelerator"] = "ddp"
SupervisedTrainer(net=torch.nn.Linear(1, 1), amp=True, trainer=settings)
