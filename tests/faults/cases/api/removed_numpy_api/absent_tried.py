import numpy as np

try:
    from scipy.misc import imread
except ImportError:
    from imageio import imread

image = imread("a.png").astype(np.bool_)
