import torch
from torch import nn


class Frame:
    def cuda(self):
        return self


def train(model, loader, device, frame):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.to(device)
    noise = torch.zeros(8, 8)
    total = torch.zeros(1)
    for epoch in range(3):
        total = total.to(device)
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            noise.normal_()
            x = x + noise.to(device)
            later = x * 2
            out = model(later.to(device).to(torch.float32))
            weight = nn.functional.softmax(out, 1).sum()
            if epoch == 0:
                frame.cuda()
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(out, y) * weight.to(device)
            loss.backward()
            optimizer.step()
    parts = [part.to(device) for part in loader]
    for part in parts:
        part.to(torch.float16)
    return [t.to(device) for t in total]
