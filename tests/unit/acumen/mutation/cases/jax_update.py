import jax
import optax
from flax import linen as nn

key = jax.random.key(0)
key, drawn = jax.random.split(key)
weights = jax.random.normal(drawn, (3,))
weights = weights.at[0].set(1.0)
more = jax.random.normal(key, (3,))
optimiser = optax.adam(1e-3)


class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        x = nn.relu(nn.Dense(8)(x))
        return nn.Dense(2)(x)
