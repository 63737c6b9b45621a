from torch import nn

from spiking import neuron

net = nn.Sequential(
    nn.Linear(8, 8),
    neuron.IFNode(step_mode="m"),
    nn.Linear(8, 8),
)
