# attribute: training-style=jax-grad
# attribute: training-style=jit
import jax


@jax.jit
def step(w):
    return w - 0.1 * jax.grad(lambda v: v * v)(w)


print(jax.jit(step)(1.0))
