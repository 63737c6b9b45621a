import torch


def batch_loss(inputs, targets, model, device):
    inputs, targets = inputs.to(device), targets.to(device)
    return torch.nn.functional.cross_entropy(model(inputs), targets)


model.to(device)
for inputs, targets in train_loader:
    optimizer.zero_grad()
    loss = batch_loss(inputs, targets, model, device)
    loss.backward()
    optimizer.step()
