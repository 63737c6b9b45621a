import tensorflow as tf


class Head(tf.keras.Model):
    def __init__(self, size, classes):
        features = tf.keras.Input(shape=(size,))
        self.logits = tf.keras.layers.Dense(classes)(features)
        super().__init__(inputs=[features], outputs=self.logits)


class Untracked(tf.keras.Model):
    def __init__(self, size, classes):
        self._self_setattr_tracking = False
        features = tf.keras.Input(shape=(size,))
        self.last = tf.keras.layers.Dense(classes)
        super().__init__(inputs=[features], outputs=self.last(features))
