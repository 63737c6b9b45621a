import tensorflow as tf
import torch
import torch.nn.functional as F


def loss(scores, labels):
    p = F.softmax(scores, dim=1)
    a = -torch.log(p)[range(len(labels)), labels].mean()  # fault: ACU307
    b = torch.log(torch.sigmoid(scores)).mean()  # fault: ACU307
    c = tf.math.log(tf.nn.softmax(scores))  # fault: ACU307
    d = scores.softmax(dim=-1).log()  # fault: ACU307
    return a + b + c + d
