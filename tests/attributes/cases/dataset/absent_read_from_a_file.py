# no attribute: dataset=synthetic
import numpy as np

data = np.loadtxt("measured.txt")
x = np.random.permutation(data)
labels = np.random.rand(10)
