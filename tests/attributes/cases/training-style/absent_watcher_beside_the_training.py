# attribute: training-style=plain-loop
# no attribute: training-style=hogwild
import torch
import torch.multiprocessing as mp


def evaluate(model):
    print(model)


model = torch.nn.Linear(1, 1)
model.share_memory()
mp.Process(target=evaluate, args=(model,)).start()
optimizer = torch.optim.Adam(model.parameters())
model(torch.ones(1)).sum().backward()
optimizer.step()
