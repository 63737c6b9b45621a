import jax
from jax import random


def draw(key):
    a = random.normal(key, (3,))
    b = jax.random.uniform(key, (3,))  # fault: ACU506
    return a + b
