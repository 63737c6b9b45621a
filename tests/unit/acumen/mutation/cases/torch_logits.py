import torch
from sklearn.preprocessing import StandardScaler
from torch import nn

model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 3))
binary = nn.Sequential(nn.Linear(8, 1))
criterion = nn.CrossEntropyLoss()
logits = nn.BCEWithLogitsLoss()
scaler = StandardScaler()


def fit(x_train, x_test, batches, tokenizer, accumulation):
    x_train = scaler.fit_transform(x_train)
    x_test = scaler.transform(x_test)
    words = tokenizer(x_train, padding=True)
    for x, y in batches:
        loss = criterion(model(x), y) + logits(binary(x), y)
        loss = loss / accumulation
        loss.backward()


def test(x, y):
    return criterion(model(x), y)
