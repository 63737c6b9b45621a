import copy

import torch


class Best:
    def __init__(self):
        self.state_dict = None

    def keep(self, model):
        self.state_dict = copy.deepcopy(model.state_dict())
        torch.save(self.state_dict, "best.pt")

    def restore(self, model):
        model.load_state_dict(self.state_dict)
