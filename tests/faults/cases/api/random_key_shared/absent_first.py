import jax


def step(params, key):
    first, second = jax.random.split(key)
    return noise(params, first) + noise(params, second)


def arms(params, key, wide):
    if wide:
        return broad(params, key)
    else:
        params = narrow(params, key)
    return params


def rounds(state, rng):
    for index in range(3):
        state = advance(state, jax.random.fold_in(rng, index))
    for _ in range(3):
        rng, part = jax.random.split(rng)
        state = advance(state, part)
    return state, rng


def start(model, batch):
    rng = jax.random.PRNGKey(0)
    params = model.init(rng, batch)
    rng, part = jax.random.split(rng)
    print(rng, part)
    return advance(params, part), rng


def measured(state, rng, batches):
    return [evaluate(state, batch, rng) for batch in batches]


def weights(first, second, rng, batch):
    return first.init(rng, batch), second.init(rng, batch)
