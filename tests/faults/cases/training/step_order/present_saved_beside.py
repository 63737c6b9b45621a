import torch


class Solver:
    def __init__(self, model, optimizer):
        self.model = model
        self.optimizer = optimizer

    def train(self, loader):
        for x, y in loader:
            self.optimizer.zero_grad()
            loss = torch.nn.functional.mse_loss(self.model(x), y)
            loss.backward()  # fault: ACU323
        torch.save(self.model.serialize(self.model, self.optimizer), "last.pt")


net = torch.nn.Linear(8, 2)
for epoch in range(10):
    Solver(net, torch.optim.SGD(net.parameters(), lr=0.1)).train(data)
