import torch
from keras.layers import BatchNormalization, Conv2D, Dense, Flatten
from keras.models import Sequential
from torch import nn

maps = Sequential()
maps.add(Conv2D(8, 3, input_shape=(32, 32, 3)))
maps.add(BatchNormalization())
maps.add(Flatten())
maps.add(Dense(1))
maps.compile(loss="mse")
maps.fit(images, values, batch_size=1)

rows = Sequential([Dense(8, input_shape=(4,)), BatchNormalization(), Dense(1)])
rows.compile(loss="mse")
rows.fit(x, y, batch_size=16)
rows.fit(x, y, batch_size=size)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 1))

    def forward(self, x):
        return self.body(x)


train_loader = torch.utils.data.DataLoader(data, batch_size=8, shuffle=True)
test_loader = torch.utils.data.DataLoader(data, batch_size=1, shuffle=True)
