# attribute: loss=negative-log-likelihood
# attribute: optimizer=adam
import torch


def fit(criterion, optimizer):
    return criterion, optimizer


fit(torch.nn.NLLLoss, optimizer=torch.optim.Adam)
