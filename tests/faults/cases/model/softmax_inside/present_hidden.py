import torch.nn as nn
from keras.layers import Dense, Dropout
from keras.models import Sequential

model = Sequential()
model.add(Dense(64, activation="softmax"))  # fault: ACU108
model.add(Dropout(0.2))
model.add(Dense(10, activation="softmax"))
net = nn.Sequential(
    nn.Linear(8, 8),  # fault: ACU108
    nn.Softmax(dim=1),
    nn.Linear(8, 2),
)
