import torch


class Trainer:
    def train(self, net, train_loader, optimizer):
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = ((net(x) - y) ** 2).mean()
            loss.backward()
            optimizer.step()

    def test(self, net, test_loader):
        net = net.to(self.device)
        net.eval()
        found = []
        for x, _ in test_loader:
            found.append(net(x).argmax(1))  # fault: ACU325
        return found
