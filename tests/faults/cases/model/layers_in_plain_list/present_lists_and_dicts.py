from torch import nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(8, 8)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(8, 8), nn.ReLU()]  # fault: ACU121
        self.blocks = [Block() for _ in range(3)]  # fault: ACU121
        self.heads = {"a": nn.Linear(8, 2)}  # fault: ACU121
        self.more = []
        for i in range(3):
            self.more.append(nn.Linear(8, 8))  # fault: ACU121
