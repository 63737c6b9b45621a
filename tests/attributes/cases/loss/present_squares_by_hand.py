# attribute: loss=mean-squared-error
import numpy as np

weights = np.zeros(3)
loss = np.mean((np.ones(3) - weights) ** 2)
