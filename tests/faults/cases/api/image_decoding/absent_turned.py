import cv2
import tensorflow as tf
from keras.applications.resnet50 import preprocess_input


def read(path):
    image = cv2.imread(path)
    image = image[..., ::-1]
    return preprocess_input(image)


def load(path):
    image = tf.io.decode_image(tf.io.read_file(path), expand_animations=False)
    return tf.image.resize(image, [224, 224])


def shaped(path):
    image = tf.io.decode_image(tf.io.read_file(path))
    image.set_shape([None, None, 3])
    return tf.image.resize(image, [224, 224])


def eager(path):
    image = tf.io.decode_image(tf.io.read_file(path))
    return tf.image.resize(image, [224, 224])


ds = tf.data.Dataset.from_tensor_slices(paths).map(load)
ds = tf.data.Dataset.from_tensor_slices(paths).map(shaped)
print(eager("one.jpg"))
