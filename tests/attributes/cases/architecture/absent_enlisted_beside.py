# attribute: architecture=mlp
# no attribute: architecture=lstm
# no attribute: architecture=transformer
# module zoo.py: import torch
# module zoo.py: class Reader:
# module zoo.py:     def load(self):
# module zoo.py:         return torch.nn.LSTM(2, 2)
# module zoo.py: class Writer:
# module zoo.py:     def load(self):
# module zoo.py:         return torch.nn.Transformer(2, 2)
# module zoo.py: def register(kind):
# module zoo.py:     KINDS.append(kind)
# module zoo.py: KINDS = []
# module zoo.py: def greeting():
# module zoo.py:     return "hello"
# module zoo.py: register(Reader)
# module zoo.py: register(Writer)
import torch

from zoo import greeting

model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, 2))
print(greeting())
