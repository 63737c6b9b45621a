import torch
import rates


def train(batches, model, criterion, optim):
    for x, y in batches:
        model.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        norm = optim.step()
    return norm


model = torch.nn.Linear(8, 2)
optim = rates.Optim(model.parameters(), "sgd", lr=0.1)
for epoch in range(10):
    train(batches, model, torch.nn.MSELoss(), optim)
