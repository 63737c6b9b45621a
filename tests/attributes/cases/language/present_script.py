# attribute: language=py
# no attribute: language=ipynb
print(1)
