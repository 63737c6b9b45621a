import numpy as np

np.bool = bool
np.float = float
if not hasattr(np, "int"):
    np.int = int
x = np.zeros(3, dtype=np.bool)
y = np.zeros(3, dtype=np.float)
z = np.zeros(3, dtype=np.int)
