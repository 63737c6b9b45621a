import torch


def attack(model, x, y, steps):
    changed = x.clone().requires_grad_()
    for _ in range(steps):
        optimizer = torch.optim.SGD([changed], lr=1e-3)
        optimizer.zero_grad()
        with torch.enable_grad():
            loss = torch.nn.functional.cross_entropy(model(changed), y)
        loss.backward()  # unknown: ACU323
        changed = changed.detach() + 0.01 * changed.grad.sign()
        changed.requires_grad_()
    return changed
