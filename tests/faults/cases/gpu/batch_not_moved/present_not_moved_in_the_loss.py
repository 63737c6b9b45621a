import torch


def batch_loss(inputs, targets, model):
    return torch.nn.functional.cross_entropy(model(inputs), targets)


model.to(device)
for inputs, targets in train_loader:
    optimizer.zero_grad()
    loss = batch_loss(inputs, targets, model)
    loss.backward()  # fault: ACU401
    optimizer.step()
