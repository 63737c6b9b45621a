# attribute: loss=policy-gradient-loss
# no attribute: loss=negative-log-likelihood
import torch


def update(log_prob, advantage):
    actor_loss = -(log_prob * advantage.detach()).mean()
    actor_loss.backward()


update(torch.ones(1), torch.ones(1))
