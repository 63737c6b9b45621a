# attribute: dataset=fake-data
# no attribute: dataset=synthetic
import torch

model = torch.nn.Conv2d(3, 8, 3)
images = torch.randn(8, 3, 64, 64)
labels = torch.randint(0, 10, (8,))
loss = torch.nn.functional.cross_entropy(model(images).mean((2, 3)), labels)
loss.backward()
