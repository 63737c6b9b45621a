# module metrics.py: def MAE(a, b):
# module metrics.py:     return abs(a - b)
# no attribute: architecture=mae-vit
# no attribute: task=self-supervised-learning
from metrics import MAE

print(MAE(1, 2))
