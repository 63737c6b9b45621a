import tensorflow as tf
import torch.nn as nn


class Net(nn.Module):
    def forward(self, x):
        x = nn.Conv2d(3, 8, 3)(x)  # fault: ACU119
        return nn.ReLU()(x)


class Deeper(Net):
    def forward(self, x):
        return nn.BatchNorm2d(8)(super().forward(x))  # fault: ACU119


class Block(tf.keras.layers.Layer):
    def call(self, x):
        return tf.keras.layers.Dense(4)(x)  # fault: ACU119


for x, y in train_loader:
    net = Net()  # fault: ACU119
    net.zero_grad()
    criterion(net(x), y).backward()
