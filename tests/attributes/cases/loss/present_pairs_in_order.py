# attribute: loss=bpr
import torch


def step(model, x, y):
    out = model(x)
    pos_score, neg_score = out
    loss = -torch.log(torch.sigmoid(pos_score - neg_score)).mean()
    loss.backward()
