# no attribute: dataset
import torch

# unlike MNIST, this works on points of our own
print("this is not the imagenet data set", torch.ones(1))
