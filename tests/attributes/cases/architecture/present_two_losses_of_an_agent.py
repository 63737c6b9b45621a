# attribute: architecture=actor-critic
from torch import nn

net = nn.Linear(8, 3)


def update(log_prob, advantage, returns, value):
    actor_loss = -(log_prob * advantage).mean()
    critic_loss = nn.functional.mse_loss(value, returns)
    return actor_loss + critic_loss


update(1, 2, 3, net(4)).backward()
