# attribute: task=image-classification
import jax.numpy as jnp
from flax import linen as nn


class ResNet(nn.Module):
    def __call__(self, x):
        return nn.Conv(8, (3, 3))(x)


def cross_entropy_loss(logits, labels):
    return -jnp.mean(logits * labels)


print(cross_entropy_loss(ResNet(), 1))
