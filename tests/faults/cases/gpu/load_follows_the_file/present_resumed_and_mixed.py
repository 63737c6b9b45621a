"""A checkpoint named by the caller becomes the state of a model that goes where it is told."""

import torch as t


class Runner:
    def __init__(self, net, device):
        self.net = net.to(device)
        self.optimiser = t.optim.SGD(net.parameters(), lr=0.1)

    def resume(self, path):
        checkpoint = t.load(path)  # fault: ACU414
        self.net.load_state_dict(checkpoint["net"])
        state = checkpoint["optimiser"]
        self.optimiser.load_state_dict(state)

    def restore(self, path):
        self.net.load_state_dict(t.load(path, map_location=self.optimiser.place))  # clean: ACU414

    def start(self, path):
        self.net.load_state_dict(t.load(path))  # fault: ACU414
