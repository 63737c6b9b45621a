# attribute: dataset=mnist
# attribute: dataset=synthetic
import keras
import numpy as np

(a, b), _ = keras.datasets.mnist.load_data()
title_data = np.random.random((100, 4))
class_targets = np.random.random((100, 1))
