# attribute: loss=policy-gradient-loss
import torch

actor = torch.nn.Linear(3, 1)
critic = torch.nn.Linear(4, 1)
actor_loss = -critic(torch.cat([state, actor(state)], dim=1)).mean()
actor_loss.backward()
