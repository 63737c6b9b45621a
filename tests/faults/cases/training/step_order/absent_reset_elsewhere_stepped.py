import torch

optimizer = torch.optim.SGD(net.parameters(), lr=0.1)


def saliency(x):
    for image in x:
        optimizer.zero_grad()
        score = net(image).max()
        score.backward()
        yield image.grad


def handed_over(scaler):
    for x, y in loader:
        optimizer.zero_grad()
        criterion(net(x), y).backward()
        scaler.step(optimizer)


class Agent:
    def __init__(self, parameters):
        self.optimizer = torch.optim.Adam(parameters)

    def gradients(self, batch):
        self.optimizer.zero_grad()
        loss = self.loss(batch)
        loss.backward()

    def learn(self):
        for batch in loader:
            self.gradients(batch)
            self.optimizer.step()
