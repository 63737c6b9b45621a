import torch


class Trainer(torch.nn.Module):
    def fit(self, loader):
        for x, y in loader:
            self.zero_grad()
            # forward, backward, step
            loss = self.loss(self.body(x), y)
            self.optim.step()  # fault: ACU349
            print(loss.item())


def other(model, loader, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        ((model(x) - y) ** 2).mean().backward()
        optimizer.step()
