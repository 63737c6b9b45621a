# attribute: training-style=jit
from functools import partial

import jax


@partial(jax.jit, static_argnums=0)
def step(size, weights):
    return weights * size
