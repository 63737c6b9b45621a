# path: train.py
# module tinystories.py: def batches():
# module tinystories.py:     return open("x")
# attribute: dataset=tinystories
from tinystories import batches

print(batches())
