"""A function that loads what its caller names, and a method that resumes, are for other runs' files."""

import torch


def load_model(model, file_name):
    model.load_state_dict(torch.load(file_name))  # fault: ACU414


def save_model(model, file_name):
    torch.save(model.state_dict(), file_name)


class Agent:
    def __init__(self, epoch):
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.net = torch.nn.Linear(4, 2).to(self.device)
        self.epoch = epoch

    def save(self):
        torch.save({"net": self.net.state_dict()}, "kept/epoch%d.tar" % self.epoch)

    def load(self):
        kept = torch.load("kept/epoch%d.tar" % self.epoch)  # fault: ACU414
        self.net.load_state_dict(kept["net"])
