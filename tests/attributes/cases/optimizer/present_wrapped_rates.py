# attribute: optimizer=adam
# attribute: optimizer=adamw
import optax

tx = optax.multi_transform(
    {
        "slow": optax.inject_hyperparams(optax.adam)(learning_rate=1e-4),
        "fast": optax.inject_hyperparams(optax.adamw)(learning_rate=1e-3),
    },
    labels,
)
