# attribute: upkeep=unmaintained-dependency
import gym
