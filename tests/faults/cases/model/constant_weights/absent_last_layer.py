from flax import linen as nn
from tensorflow import keras


class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        x = nn.relu(nn.Dense(8)(x))
        return nn.Dense(2, kernel_init=nn.initializers.zeros)(x)


model = keras.Sequential(
    [keras.layers.Dense(8, activation="relu"), keras.layers.Dense(2, kernel_initializer="zeros")]
)
