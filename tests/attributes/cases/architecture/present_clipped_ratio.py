# attribute: architecture=ppo
import torch


def step(ratio, advantages, clip_coef):
    return torch.max(-advantages * ratio, -advantages * torch.clamp(ratio, 1 - clip_coef, 1 + clip_coef))


print(step(1, 2, 0.2))
