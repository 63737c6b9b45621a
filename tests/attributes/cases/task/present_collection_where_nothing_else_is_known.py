# path: pretrain.py
# text README.md: # Self-supervised learning of pictures
# attribute: task=self-supervised-learning
from torchvision import models

model = models.resnet18()
model.learn()
