# no attribute: role=inference
print(1)
