import jax
import optax

optimizer = optax.adam(learning_rate=1.0)  # unknown: ACU301
point = [5.0]
state = optimizer.init(point)
for _ in range(100):
    slope = jax.grad(lambda p: p[0] ** 2)(point)
    change, state = optimizer.update(slope, state)
    point = optax.apply_updates(point, change)
