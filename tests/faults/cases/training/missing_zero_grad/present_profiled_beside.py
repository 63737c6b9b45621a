import torch


def train(model, batches, profiler):
    optimizer = torch.optim.AdamW(model.parameters())
    for batch in batches:
        loss = model(batch).mean()
        loss.backward()  # fault: ACU322
        optimizer.step()
        profiler.step()
