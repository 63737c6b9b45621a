# attribute: training-style=data-parallel
# attribute: training-style=keras-fit
import keras
from keras.utils import multi_gpu_model

model = multi_gpu_model(keras.models.Sequential([keras.layers.Dense(2)]), gpus=2)
model.compile("adam", "mse")
model.fit(x, y)
