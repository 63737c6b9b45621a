# attribute: architecture=resnet
# attribute: architecture=cnn
from torchvision import models

net = models.resnet18(weights=None)
