import torch.nn as nn
import torch.nn.functional as F

layer = nn.Softmax()  # fault: ACU203


def forward(x):
    return F.log_softmax(layer(x))  # fault: ACU203
