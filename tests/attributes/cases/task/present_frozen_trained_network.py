# attribute: task=transfer-learning
import torchvision

net = torchvision.models.resnet18(pretrained=True)
for weight in net.parameters():
    weight.requires_grad = False
