import torch
from torch import nn
from tensorflow import keras

probability = torch.sigmoid(scores)
nn.functional.binary_cross_entropy(probability, y)
nn.functional.binary_cross_entropy_with_logits(scores, y)
model = keras.Sequential([keras.layers.Dense(1, activation="sigmoid")])
model.compile(loss="binary_crossentropy", optimizer="adam")
other = keras.Sequential([keras.layers.Dense(1)])
other.compile(loss=keras.losses.BinaryCrossentropy(from_logits=True), optimizer="adam")
