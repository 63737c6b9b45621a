# attribute: dataset=teapot
# no attribute: dataset=Teapot-v3
import gymnasium as gym
import torch

world = gym.make("Teapot-v3")
model = torch.nn.Linear(world.observation_space.shape[0], 2)
