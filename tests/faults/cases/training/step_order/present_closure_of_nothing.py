import torch


def align(points, distance):
    for restart in range(5):
        params = torch.rand(3).requires_grad_()
        optimizer = torch.optim.LBFGS([params])

        def closure():
            optimizer.zero_grad()
            loss = distance(points, params)
            loss.backward()  # fault: ACU323
            return loss

        closure()
