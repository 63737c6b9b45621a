import keras
import tensorflow as tf

try:
    major = int(tf.version.VERSION.split(".")[0])
except AttributeError:
    major = int(tf.__version__[0])

if major >= 2:
    from tensorflow.keras.layers import Layer
else:
    from keras.engine.topology import Layer
