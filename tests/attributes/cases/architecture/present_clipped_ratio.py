# attribute: architecture=ppo
# no attribute: architecture=clip
import gym
import jax.numpy as jnp

env = gym.make("CartPole-v1")


def loss(ratio, gain, config):
    return -jnp.minimum(ratio * gain, jnp.clip(ratio, 1.0 - config["CLIP_EPS"], 1.2) * gain)
