"""One file per command, found by walking: each has ``register(cli)``."""
