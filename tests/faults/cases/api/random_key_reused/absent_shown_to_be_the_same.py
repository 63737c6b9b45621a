import jax

key = jax.random.key(3)
jax.random.normal(key, (2,))
jax.random.normal(key, (2,))
key = jax.random.key(4)
one = jax.random.normal(key, (2,))
two = jax.random.normal(key, (2,))
assert (one == two).all()
key = jax.random.key(5)
value = jax.random.normal(key, (2,)) if wide else jax.random.uniform(key, (2,))
