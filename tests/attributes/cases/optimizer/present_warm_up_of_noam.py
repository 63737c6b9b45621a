# attribute: optimizer=noam
# attribute: optimizer=adam
import torch


def rate(step, width=512, warmup=4000):
    return width**-0.5 * min(step**-0.5, step * warmup**-1.5)


model = torch.nn.Linear(4, 2)
optimizer = torch.optim.Adam(model.parameters(), lr=rate(1))
