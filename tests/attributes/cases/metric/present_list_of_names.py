# attribute: metric=accuracy
# attribute: metric=mae
import keras

keras.Sequential().compile("sgd", "mse", metrics=["accuracy", "mae"])
