import pytorch_lightning as pl
import torch
from tqdm import trange

for epoch in range(start, 10):
    for x, y in loader:
        optimizer.zero_grad()
        criterion(net(x), y).backward()
        optimizer.step()
for epoch in trange(30):
    train_epoch(net)
for e in range(1):
    print(e)
trainer = pl.Trainer(max_epochs=20)
