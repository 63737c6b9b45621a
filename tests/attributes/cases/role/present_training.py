# attribute: role=training
print(1)
