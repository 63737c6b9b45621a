import torch
import torch.nn.functional as F


def step(batch):
    features, labels = batch
    scores = model(features)
    loss = F.cross_entropy(scores, labels.float())  # fault: ACU207
    predicted = torch.argmax(scores, dim=1)
    return loss, (predicted == labels).sum()


def nll(scores, y):
    return F.nll_loss(F.log_softmax(scores, dim=1), y.to(torch.float32))  # fault: ACU207
