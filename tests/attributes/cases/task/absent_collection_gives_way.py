# path: linear_eval.py
# text README.md: # Self-supervised learning of pictures
# attribute: task=image-classification
# no attribute: task=self-supervised-learning
from torch import nn, optim
from torchvision import datasets, models

data = datasets.CIFAR10("data")
model = models.resnet18()
optimizer = optim.SGD(model.parameters(), lr=0.1)
for x, y in data:
    loss = nn.CrossEntropyLoss()(model(x), y)
    loss.backward()
    optimizer.step()
