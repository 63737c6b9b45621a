# module data.py: def load_llff_data(folder):
# module data.py:     return open(folder)
# attribute: dataset=llff
from data import load_llff_data

print(load_llff_data("x"))
