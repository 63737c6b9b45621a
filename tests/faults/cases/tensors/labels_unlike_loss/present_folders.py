import tensorflow as tf

data = tf.keras.utils.image_dataset_from_directory("pictures", image_size=(64, 64))


def build(model):
    model.compile("adam", loss="categorical_crossentropy")  # fault: ACU212
    model.fit(data)
