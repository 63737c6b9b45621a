# attribute: dataset=rotten-tomatoes
import tensorflow as tf

tf.flags.DEFINE_string("positive_data_file", "./data/rt-polaritydata/rt-polarity.pos", "Where.")
cell = tf.nn.rnn_cell.BasicLSTMCell(8)
