import torch


class Whole(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.first = torch.nn.Linear(8, 8).to("cuda:1")  # fault: ACU403


def main():
    return torch.device("cuda:0")
