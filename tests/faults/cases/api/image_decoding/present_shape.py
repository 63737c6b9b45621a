import tensorflow as tf


def load(path, label):
    data = tf.io.read_file(path)
    image = tf.image.decode_image(data, channels=3)  # fault: ACU510
    return tf.image.resize(image, [224, 224]) / 255, label


ds = tf.data.Dataset.from_tensor_slices((paths, labels)).shuffle(10).map(load).batch(4)
