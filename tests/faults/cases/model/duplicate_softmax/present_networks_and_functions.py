import jax
import optax
import tensorflow as tf
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(8, 3)

    def forward(self, x):
        return F.softmax(self.out(x), dim=1)


net = Net()
criterion = nn.CrossEntropyLoss()
for x, y in train_loader:
    output = net(x)
    loss = criterion(output, y)  # fault: ACU103
p = F.softmax(scores, dim=1)
F.cross_entropy(p, labels)  # fault: ACU103
optax.softmax_cross_entropy(jax.nn.softmax(scores), labels)  # fault: ACU103
model = tf.keras.Sequential([tf.keras.layers.Dense(3, activation="softmax")])
model.compile(loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # fault: ACU103
