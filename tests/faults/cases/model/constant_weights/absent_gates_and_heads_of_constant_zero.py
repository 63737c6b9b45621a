import flax.linen as nn
import jax.numpy as jnp


class Block(nn.Module):
    wide: int

    @nn.compact
    def __call__(self, x, c):
        c = nn.Dense(2 * self.wide, kernel_init=nn.initializers.constant(0.0))(c)
        move, grow = jnp.split(c, 2, axis=-1)
        x = nn.Dense(self.wide)(nn.silu(x * (1 + grow) + move))
        return nn.Dense(3, kernel_init=nn.initializers.constant(0))(x)
