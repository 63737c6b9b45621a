import time
import torch


def cost_of(layer, rounds):
    optimizer = torch.optim.Adam(layer.parameters())
    hidden = torch.ones(4, 128, 64)
    wanted = torch.zeros(4, 128, 64)
    begun = time.time()
    for i in range(rounds):
        result = layer(hidden)
        loss = ((wanted - result) ** 2).mean()
        loss.backward()
        optimizer.step()
    print((time.time() - begun) / rounds)
