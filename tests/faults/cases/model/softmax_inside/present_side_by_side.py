import torch.nn as nn
from keras.layers import LSTM, Dense, Dropout
from keras.models import Sequential
from other_library import Attention, MessagePassing


class Shapes:
    def __init__(self, shape, classes):
        self.shape = shape
        self.classes = classes

    def recurrent(self):
        model = Sequential()
        model.add(LSTM(64, input_shape=self.shape))
        model.add(Dense(32, activation="softmax"))  # fault: ACU108
        model.add(Dropout(0.5))
        model.add(Dense(self.classes, activation="softmax"))
        return model


layer = MessagePassing(
    nn.Sequential(
        nn.Linear(8, 16),  # fault: ACU108
        nn.Softmax(dim=1),
        nn.Linear(16, 4),
    )
)
mixed = Attention(nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 4), nn.Softmax(dim=1)))
