import torch
from torch import nn


class Gate(nn.Module):
    """Its weights are entered one by one."""

    def __init__(self, depth):
        super().__init__()
        self.doors = [nn.Linear(8, 8) for _ in range(depth)]  # unknown: ACU121
        for number, door in enumerate(self.doors):
            self.enter(door.parameters(), f"door_{number}")

    def enter(self, weights, name):
        for place, weight in enumerate(weights):
            self.register_parameter(f"{name}_{place}", weight)

    def forward(self, x):
        for door in self.doors:
            x = door(x)
        return x


class Tower(nn.Module):
    def __init__(self):
        super().__init__()
        self.floors = [nn.Linear(8, 8), nn.Linear(8, 8)]  # unknown: ACU121


class Client(nn.Module):
    """Holds what it is given and makes nothing that is trained."""

    def __init__(self, model):
        super().__init__()
        self.model = model


class Clients(nn.Module):
    def __init__(self, model, count):
        super().__init__()
        self.clients = []
        for _ in range(count):
            self.clients.append(Client(model))


tower = Tower()
weights = [w for floor in tower.floors for w in floor.parameters()]
optimizer = torch.optim.SGD(weights, lr=0.1)
