import torch

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = torch.nn.Linear(3, 3)

    def cuda(self, device=None):
        self.extra = self.extra.cuda(device)
        return super().cuda(device)


model = Net().to(device)
