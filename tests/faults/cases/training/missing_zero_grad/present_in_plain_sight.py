import torch
from torch import nn

from logs import track_weights, average

generator, critic = nn.Linear(2, 2), nn.Linear(2, 1)
opt_g = torch.optim.Adam(generator.parameters())
opt_c = torch.optim.Adam(critic.parameters())
for x in loader:
    opt_c.zero_grad()
    critic(x).mean().backward()
    opt_c.step()
    critic(generator(x)).mean().backward()
    opt_g.step()  # fault: ACU322

for x, y in loader:
    loss = nn.functional.mse_loss(generator(x), y)
    loss.backward()  # fault: ACU322
    opt_g.step()
    track_weights(generator)
    average(critic, generator)
