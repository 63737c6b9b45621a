# attribute: optimizer=rmsprop
settings = dict(run={"optimizer.optimizer": "rmsprop"})
print({"optimizer": "rmsprop"})
