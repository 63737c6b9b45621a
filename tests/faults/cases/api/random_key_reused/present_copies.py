import jax

key = jax.random.PRNGKey(0)
key, sub = jax.random.split(key)
first_key, second_key = sub, sub
a = jax.random.normal(first_key, (2,))
b = jax.random.uniform(second_key, (2,))  # fault: ACU506
