import torch

optimizer = torch.optim.Adam(net.parameters())
for real in loader:
    optimizer.zero_grad()
    fake = generator(noise)
    loss = criterion(discriminator(fake.detach()), zeros)
    loss.backward()
    optimizer.step()
    print(loss.item())

for x, y in loader:
    optimizer.zero_grad()
    loss = torch.tensor(0.0)
    for t in range(3):
        loss += criterion(net(x), y)
    loss.backward()
    optimizer.step()
