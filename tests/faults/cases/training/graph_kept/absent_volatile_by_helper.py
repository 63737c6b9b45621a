import torch
from torch.autograd import Variable


def as_input(words, held_out):
    return Variable(torch.LongTensor(words), volatile=held_out)  # fault: ACU501


def evaluate(model, data, criterion):
    model.eval()
    total = 0.0
    for words, labels in data:
        scores = model(as_input(words, True))  # unknown: ACU325
        total += criterion(scores, as_input(labels, True)).data[0]
    return total


for words, labels in train_data:
    optimizer.zero_grad()
    loss = criterion(model(as_input(words, False)), as_input(labels, False))
    loss.backward()
    optimizer.step()
