# no attribute: language=ipynb
print(1)
