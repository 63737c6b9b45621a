import torch


def train(model, loader, every):
    optimizer = torch.optim.Adam(model.parameters())
    for i, (x, y) in enumerate(loader):
        loss = torch.nn.functional.mse_loss(model(x), y)
        loss.backward()
        if i % every == 0:
            optimizer.zero_grad()
        optimizer.step()
        optimizer.zero_grad()


def two(generator, critic, loader):
    optimizer = torch.optim.Adam(generator.parameters())
    other = torch.optim.Adam(critic.parameters())
    for x in loader:
        critic(x).mean().backward()
        optimizer.zero_grad()
        other.step()
        other.zero_grad()
        critic(generator(x)).mean().backward()
        optimizer.step()
