# no attribute: training-style=tf-estimator
import tensorflow as tf
from tensorflow.contrib import learn

words = learn.preprocessing.VocabularyProcessor(20)
cell = tf.nn.rnn_cell.BasicLSTMCell(8)
