import cv2
import keras
import tensorflow as tf


def pack(paths, writer):
    for path in paths:
        image = cv2.imread(path)
        rows = [image]
        writer.write(tf.train.Example(features=rows).SerializeToString())


model = keras.Sequential([keras.layers.Dense(10)])
model.compile("adam", "mse")
model.fit(pack)
