# attribute: optimizer=sgd
import numpy as np

learning_rate = 0.1
weights = np.ones(3)
gradient = 2 * weights
weights -= learning_rate * gradient
