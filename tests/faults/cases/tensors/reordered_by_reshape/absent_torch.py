import tensorflow as tf
import torch
from torchvision.datasets import CIFAR10


def batch(x):
    b, c, h, w = x.shape
    return x.reshape(b, c, h * w)
