# path: train.py
# attribute: architecture=resnet
# no attribute: architecture=vgg
# module big.py: import torch
# module big.py: class ResNet(torch.nn.Module):
# module big.py:     pass
# module big.py: class VGG(torch.nn.Module):
# module big.py:     pass
import argparse
import importlib

parser = argparse.ArgumentParser()
parser.add_argument("--model", default="big")
networks = importlib.import_module(parser.parse_args().model)
network = networks.ResNet()
