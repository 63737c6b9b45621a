import jax
from numpy import random


def draw(key):
    a = jax.random.normal(key, (3,))
    key, other = jax.random.split(key)
    b = jax.random.normal(key, (3,))
    c = jax.random.normal(other, (3,))
    return a + b + c


def choose(key, flag):
    if flag:
        return jax.random.normal(key)
    else:
        return jax.random.uniform(key)
