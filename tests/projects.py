"""Small projects of our own, as source text: what the tests of whole runs index."""

from __future__ import annotations

from pathlib import Path

MIT = """MIT License

Copyright (c) 2026 The Acumen maintainers

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""

DIGITS_MODEL = '''"""A small convolutional network for digits."""
import torch
from torch import nn


class DigitNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3)
        self.head = nn.Linear(8 * 26 * 26, 10)

    def forward(self, x):
        x = torch.relu(self.conv(x))
        return self.head(x.flatten(1))
'''

DIGITS_TRAIN = '''"""Train a digit classifier."""
import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

from model import DigitNet


def main():
    data = datasets.MNIST("data", train=True, download=True, transform=transforms.ToTensor())
    loader = DataLoader(data, batch_size=64, shuffle=True)
    model = DigitNet()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    loss_of = nn.CrossEntropyLoss()
    for epoch in range(3):
        for images, labels in loader:
            optimizer.zero_grad()
            loss = loss_of(model(images), labels)
            loss.backward()
            optimizer.step()


if __name__ == "__main__":
    main()
'''

VAE_TRAIN = '''"""Variational autoencoder on clothing pictures."""
import keras
from keras import layers
from keras.datasets import fashion_mnist


class Sampling(layers.Layer):
    def call(self, inputs):
        mean, log_variance = inputs
        noise = keras.random.normal(keras.ops.shape(mean))
        return mean + keras.ops.exp(0.5 * log_variance) * noise


(x_train, _), _ = fashion_mnist.load_data()
inputs = keras.Input(shape=(28, 28, 1))
hidden = layers.Flatten()(inputs)
mean = layers.Dense(2)(hidden)
log_variance = layers.Dense(2)(hidden)
z = Sampling()([mean, log_variance])
outputs = layers.Dense(784, activation="sigmoid")(z)
vae = keras.Model(inputs, outputs)
vae.compile(optimizer="adam", loss="binary_crossentropy")
vae.fit(x_train / 255.0, x_train.reshape(-1, 784) / 255.0, epochs=2, batch_size=128)
'''

SENTIMENT_TRAIN = '''"""Fine-tune a small BERT to tell praise from blame."""
from datasets import load_dataset
from transformers import AutoModelForSequenceClassification, AutoTokenizer, Trainer
from transformers import TrainingArguments

data = load_dataset("imdb")
tokenizer = AutoTokenizer.from_pretrained("distilbert-base-uncased")
model = AutoModelForSequenceClassification.from_pretrained("distilbert-base-uncased")
data = data.map(lambda row: tokenizer(row["text"], truncation=True), batched=True)
trainer = Trainer(model=model, args=TrainingArguments("out"), train_dataset=data["train"])
trainer.train()
'''

NOTEBOOK = """{
 "nbformat": 4, "nbformat_minor": 5, "metadata": {},
 "cells": [
  {"cell_type": "markdown", "metadata": {}, "source": ["# Forecast a wave with an LSTM\\n"]},
  {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": 1,
   "source": ["%matplotlib inline\\n", "import torch\\n", "from torch import nn\\n"]},
  {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": 2,
   "source": ["wave = torch.sin(torch.linspace(0, 60, 600))\\n",
    "lstm = nn.LSTM(1, 16, batch_first=True)\\n", "head = nn.Linear(16, 1)\\n",
    "optimizer = torch.optim.SGD([*lstm.parameters(), *head.parameters()], lr=0.01)\\n",
    "for step in range(20):\\n", "    optimizer.zero_grad()\\n",
    "    out, _ = lstm(wave[:-1].view(1, -1, 1))\\n",
    "    loss = nn.functional.mse_loss(head(out).squeeze(), wave[1:])\\n",
    "    loss.backward()\\n", "    optimizer.step()\\n"]}
 ]
}
"""

PROJECTS: dict[str, dict[str, str]] = {
    "digits": {
        "LICENSE": MIT,
        "README.md": "# Digits\n\nRecognise handwritten digits with a small network.\n",
        "model.py": DIGITS_MODEL,
        "train.py": DIGITS_TRAIN,
        "tests/test_model.py": "import unittest\n\n\nclass T(unittest.TestCase):\n    pass\n",
        "notes.txt": "not code\n",
    },
    "generative": {
        "LICENSE": MIT,
        "vae/README.md": "# Make new clothes\n\nA variational autoencoder.\n",
        "vae/train_vae.py": VAE_TRAIN,
        "broken.py": "def (:\n" * 8,
    },
    "text": {"sentiment/train.py": SENTIMENT_TRAIN, "forecast/wave.ipynb": NOTEBOOK},
}


def write_project(folder: Path, name: str) -> Path:
    """Write one project under ``folder`` and give its root."""
    root = folder / name
    for path, text in PROJECTS[name].items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


def write_projects(folder: Path) -> list[Path]:
    """Write all of them."""
    return [write_project(folder, name) for name in PROJECTS]
