from keras import backend as K
from keras.layers import Conv2D
from keras.models import Sequential

K.set_image_data_format("channels_first")
net = Sequential([Conv2D(8, 3, padding="same", input_shape=(3, 32, 32))])
