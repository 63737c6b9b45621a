# attribute: loss=mean-squared-error
import jax.numpy as jnp


def bound(decoder, code, picture, divergence):
    recon = decoder(code)
    log_prob = -jnp.sum((recon - picture) ** 2)
    return log_prob - divergence


print(bound(len, 1, 2, 3))
