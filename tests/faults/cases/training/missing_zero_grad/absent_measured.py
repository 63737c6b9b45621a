import timeit

import torch


def profile_model(model, batch, rounds):
    optimizer = torch.optim.AdamW(model.parameters())
    times = []
    for _ in range(rounds):
        start = timeit.default_timer()
        loss = model(batch).mean()
        loss.backward()
        optimizer.step()
        times.append(timeit.default_timer() - start)
    return times
