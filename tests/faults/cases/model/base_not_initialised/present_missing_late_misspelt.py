from torch import nn


class One(nn.Module):
    def __init__(self):
        self.head = nn.Linear(8, 2)  # fault: ACU120


class Two(nn.Module):
    def __init__(self, width):
        self.width = width
        self.head = nn.Linear(width, 2)  # fault: ACU120
        super(Two, self).__init__()


class Four(nn.Module):
    def _init_(self):  # fault: ACU120
        super().__init__()
