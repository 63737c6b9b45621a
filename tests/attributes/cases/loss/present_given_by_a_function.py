# attribute: loss=mean-squared-error
# attribute: loss=mean-absolute-error
import jax
import jax.numpy as jnp


def loss_fn(w, x, y):
    return jnp.mean((y - w * x) ** 2)


def cycle_loss(a, b):
    return jnp.mean(jnp.abs(a - b))


step = jax.grad(loss_fn)
other = jax.grad(cycle_loss)
