import pytest
import tensorflow as tf


@tf.function
def forgets(x):
    v = tf.Variable(1.0)
    return v * x


with pytest.raises(ValueError):
    forgets(2.0)


@tf.function
def forgets(x):
    return 2.0 * x


print(forgets(3.0))
