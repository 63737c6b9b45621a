# attribute: loss=mean-squared-error
import jax.numpy as jnp


def fit(values, targets, pixels, rays):
    td_errors = targets - values
    critic_loss = jnp.mean(td_errors**2)
    losses = []
    losses.append(((pixels - rays) ** 2).mean())
    return critic_loss
