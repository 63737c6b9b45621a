import torch


def rounds(size, states):
    for start in range(0, len(states), size):
        yield states[start : start + size]


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = torch.nn.Linear(4, 2).to(device)
optimizer = torch.optim.Adam(model.parameters())


def update(states, batch):
    for state, more in rounds(8, states):
        optimizer.zero_grad()
        model(state).mean().backward()
        optimizer.step()
    for sub, label in zip(rounds(8, batch), rounds(8, batch)):
        optimizer.zero_grad()
        model(sub).mean().backward()
        optimizer.step()
