# attribute: size=small
print("hello")
