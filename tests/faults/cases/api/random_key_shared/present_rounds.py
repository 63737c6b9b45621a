from functools import partial

from jax import random as jr


class Model:
    @partial(print)
    def train(self, state, rng):
        for batch in self.batches:
            state = self.step(state, batch, rngs={"dropout": rng})  # fault: ACU523
        return state

    def levels(self, rng, rays):
        for level in range(3):
            key, rng = rng, rng
            rays = self.along(key, rays)
            if level:
                key, rng = jr.split(rng)  # fault: ACU523
                rays = self.other(key, rays)
        return rays


def main(states):
    key = jr.PRNGKey(0)
    while states:
        states = advance(states, key)  # fault: ACU523
