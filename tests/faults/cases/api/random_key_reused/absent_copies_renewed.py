import jax

key = jax.random.PRNGKey(0)
old = key
key = jax.random.PRNGKey(1)
a = jax.random.normal(old, (2,))
b = jax.random.normal(key, (2,))
first_key, second_key = jax.random.split(key)
c = jax.random.normal(first_key, (2,))
d = jax.random.normal(second_key, (2,))
