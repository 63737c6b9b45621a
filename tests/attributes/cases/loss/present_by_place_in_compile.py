# attribute: loss=binary-cross-entropy
# attribute: optimizer=adagrad
# no attribute: loss=mean-squared-error
from library import Model

model = Model()
model.compile("adagrad", "binary_crossentropy", metrics=["mse"])
