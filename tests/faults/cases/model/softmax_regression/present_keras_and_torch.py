import torch.nn as nn
from keras.layers import Dense
from keras.models import Sequential

model = Sequential()
model.add(Dense(8, activation="relu"))
model.add(Dense(2, activation="softmax"))
model.compile(loss="mean_squared_error", optimizer="sgd")  # fault: ACU105


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(8, 3)
        self.act = nn.Softmax(dim=1)

    def forward(self, x):
        return self.act(self.out(x))


net = Net()
error = nn.MSELoss()
error(net(x), y)  # fault: ACU105
