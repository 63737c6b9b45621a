import jax.numpy as jnp
from jax import numpy


def similarity(scores, places):
    scores.at[places, places].set(-1.0)  # fault: ACU513
    if places is not None:
        jnp.zeros_like(scores).at[places].add(scores)  # fault: ACU513
    return numpy.sum(scores)
