import torch


def train(model, device, loader, optimizer):
    model.train()
    for data, target in loader:
        data, target = data.to(device), target.to(device)
        output = model(data)
        loss = torch.nn.functional.mse_loss(output, target)
        loss.backward()  # fault: ACU322
        optimizer.step()
