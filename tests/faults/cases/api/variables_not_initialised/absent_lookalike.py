import tensorflow as tf
from requests import Session

w = tf.Variable(1.0)
with Session() as session:
    session.run(w)
