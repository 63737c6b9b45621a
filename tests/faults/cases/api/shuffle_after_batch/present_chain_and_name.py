import tensorflow as tf

one = tf.data.Dataset.from_tensor_slices((x, y)).batch(32).shuffle(100)  # fault: ACU508
two = tf.data.Dataset.from_tensor_slices((x, y)).map(f).batch(8)
two = two.shuffle(50)  # fault: ACU508


def several(files):
    three = tf.data.TFRecordDataset(files)
    three = three.map(parse)
    three = three.batch(16)
    three = three.prefetch(2)
    return three.shuffle(100)  # fault: ACU508


four = tf.data.Dataset.from_tensor_slices(texts).map(lambda text: tf.strings.lower(text)).batch(32)
four = four.shuffle(10)  # fault: ACU508
