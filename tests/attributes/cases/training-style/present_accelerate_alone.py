# attribute: training-style=accelerate-loop
# attribute: training-style=mixed-precision
# no attribute: training-style=plain-loop
from accelerate import Accelerator

accelerator = Accelerator(mixed_precision="fp16")


def train(model, optimizer, batch):
    loss = model(batch)
    accelerator.backward(loss)
    optimizer.step()
