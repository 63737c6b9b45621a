import numpy as np
from sklearn.model_selection import train_test_split

x = np.zeros(3, dtype=np.float32)
y = np.int64(3)
z = jnp.float
