# no attribute: training-style=mixed-precision
# no attribute: training-style=ddp
import torch
from library import SupervisedTrainer

settings = {}
settings["title"] = "ddp"
SupervisedTrainer(net=torch.nn.Linear(1, 1), amp=False, title=settings)
