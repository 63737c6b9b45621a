import jax


def step(params, rng):
    first = noise(params, rng)
    second = noise(params, rng)  # fault: ACU523
    return first + second


def walk(state, key):
    action = jax.random.choice(key, 4)
    return state + action, key  # fault: ACU523


def sweep(carry, site):
    weights, key = carry
    key, part = key, key
    action = jax.random.choice(part, 4)
    carry = (weights, key)  # fault: ACU523
    return carry, action
