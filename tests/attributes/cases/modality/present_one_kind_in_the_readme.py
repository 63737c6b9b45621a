# attribute: modality=text
# path: lines/train.py
# text lines/README.md: # Small lines
# text lines/README.md: 
# text lines/README.md: A first attempt at text.
import torch

from reading import rows

model = torch.nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for row in rows("place"):
    model(row).sum().backward()
    optimizer.step()
