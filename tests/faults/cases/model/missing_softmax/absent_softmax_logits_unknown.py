import tensorflow as tf
from keras.layers import Activation, Dense
from keras.models import Sequential
from mine import Sequential as Other

one = Sequential([Dense(32, activation="relu"), Dense(10), Activation("softmax")])
one.compile(loss="categorical_crossentropy", optimizer="adam")
two = Sequential([Dense(10)])
two.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
three = Other([Dense(10)])
three.compile(loss="categorical_crossentropy", optimizer="adam")
four = Sequential([Dense(1)])
four.compile(loss="mse", optimizer="adam")
five = Sequential([Dense(10, activation=chosen)])
five.compile(loss="categorical_crossentropy", optimizer="adam")
