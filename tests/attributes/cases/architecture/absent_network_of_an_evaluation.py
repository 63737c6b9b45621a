# attribute: architecture=mlp
# no attribute: architecture=inception
# no attribute: framework=tensorflow
# module judge.py: import tensorflow as tf
# module judge.py: def get_inception_score(pictures):
# module judge.py:     return tf.keras.applications.InceptionV3()(pictures)
# module running.py: from judge import get_inception_score
# module running.py: def train(model):
# module running.py:     return model.train()
# module running.py: def evaluate(model):
# module running.py:     return get_inception_score(model(1))
import torch

import running

model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, 2))
running.train(model)
running.evaluate(model)
