# attribute: architecture=transformer
# no attribute: architecture=mlp
# no attribute: architecture=cnn-1d
import torch


class MLP(torch.nn.Module):
    def __init__(self, width):
        super().__init__()
        self.first = torch.nn.Linear(width, 4 * width)


class Reader(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.front = torch.nn.Conv1d(8, 32, 3)
        self.body = torch.nn.TransformerEncoderLayer(32, 4)
        self.head = MLP(32)


model = Reader()
