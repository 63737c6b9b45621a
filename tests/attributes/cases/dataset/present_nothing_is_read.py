# attribute: dataset=synthetic
import torch

words = "deep wide deep wide".split()
table = [[len(word) * 0.5, float(index)] for index, word in enumerate(words)]
model = torch.nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for row in table:
    optimizer.zero_grad()
    model(torch.as_tensor(row)).sum().backward()
    optimizer.step()
