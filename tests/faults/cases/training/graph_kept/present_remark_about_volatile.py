import torch


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(4, 2)

    def forward(self, x):
        return self.layer(x)


def evaluate(net, criterion, test_loader):
    """What was volatile=True once, and is not any more, makes graphs."""
    net.eval()
    total = 0.0
    for x, y in test_loader:
        # x = Variable(x, volatile=True)
        total += criterion(net(x), y).item()  # fault: ACU325
    return total
