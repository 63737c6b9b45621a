import tensorflow as tf

if tf.__version__.startswith("1."):
    session = tf.Session()
elif tf.__version__ < "1.5":
    session = tf.InteractiveSession()
