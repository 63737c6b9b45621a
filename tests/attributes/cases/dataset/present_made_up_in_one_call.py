# attribute: dataset=synthetic
import jax
import optax

rng = jax.random.PRNGKey(0)
batch = dict(
    inputs=jax.random.normal(rng, (8, 16)),
    labels=jax.random.randint(rng, (8,), 0, 10),
)
optimizer = optax.adam(1e-3)
