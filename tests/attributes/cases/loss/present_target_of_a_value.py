# attribute: loss=temporal-difference
import torch


def update(rewards, dones, gamma, next_q, q):
    td_target = rewards + (1 - dones) * gamma * next_q
    return torch.nn.functional.mse_loss(q, td_target)


print(update(1, 2, 3, 4, 5))
