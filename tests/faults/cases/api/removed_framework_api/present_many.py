import jax
import pytorch_lightning as pl
import tensorflow as tf
from keras.models import Sequential
from keras.optimizers import Adam
from keras.utils import np_utils  # fault: ACU503
from tensorflow.keras.optimizers import SGD

x = tf.placeholder(tf.float32)  # fault: ACU503
with tf.Session() as session:  # fault: ACU503
    session.run(x, {x: 1.0})
model = Sequential()
model.compile(loss="mse")
model.fit_generator(data)  # fault: ACU503
model.fit(x, y, nb_epoch=3)  # fault: ACU503
SGD(lr=0.1)  # fault: ACU503
jax.tree_map(f, tree)  # fault: ACU503


class Net(pl.LightningModule):
    def training_epoch_end(self, outputs):  # fault: ACU503
        pass


pl.Trainer(gpus=1)  # fault: ACU503
