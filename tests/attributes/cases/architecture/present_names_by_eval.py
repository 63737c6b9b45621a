# attribute: architecture=resnet
# attribute: architecture=mobilenet
# module models.py: import torch
# module models.py: class ResNet22(torch.nn.Module):
# module models.py:     def __init__(self):
# module models.py:         self.a = torch.nn.Conv2d(1, 1, 1)
# module models.py: class MobileNetV1(torch.nn.Module):
# module models.py:     def __init__(self):
# module models.py:         self.a = torch.nn.Conv2d(1, 1, 1)
import argparse

from models import MobileNetV1, ResNet22

Model = eval(argparse.ArgumentParser().parse_args().model)
model = Model()
