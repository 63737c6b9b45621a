import torch


def align(points, distance):
    best = None
    for restart in range(5):
        params = torch.rand(3).requires_grad_()
        optimizer = torch.optim.LBFGS([params])

        def closure():
            optimizer.zero_grad()
            loss = distance(points, params)
            loss.backward()
            return loss

        optimizer.step(closure)
        loss = closure()
        best = loss if best is None else min(best, loss)
    return best
