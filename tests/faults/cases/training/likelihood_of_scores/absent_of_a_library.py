import torch.nn as nn
from other_library import Unet, engine

criterion = nn.NLLLoss()
model = Unet(8, 2)
engine.run(model, criterion)
