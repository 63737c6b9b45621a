# attribute: optimizer=adamw
# no attribute: optimizer=sgd
import torch


class Learner:
    def __init__(self, optimizer_cls=torch.optim.AdamW):
        self.optimizer = optimizer_cls([])


Learner()
