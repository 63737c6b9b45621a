import torch

model = torch.nn.Linear(4, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


def train_once(x, y):
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(model(x), y)
    optimizer.step()  # fault: ACU349
    return loss


for epoch in range(9):
    train_once(inputs, targets)
