# attribute: training-style=pmap
# no attribute: training-style=jit
import jax


def train_step(state, batch):
    return state


@jax.jit
def init(key):
    return key


measure = jax.jit(lambda a, b: abs(a - b).mean())
p_step = jax.pmap(train_step, axis_name="devices")
