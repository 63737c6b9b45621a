import tensorflow as tf
import torch.optim as optim
from keras.optimizers import SGD
from torch.optim import AdamW as Chosen

RATE = 2e-1 * 10


def build(net):
    one = optim.Adam(net.parameters(), lr=1.0)  # fault: ACU301
    two = Chosen(net.parameters(), RATE)  # fault: ACU301
    three = SGD(learning_rate=-0.01)  # fault: ACU301
    four = tf.keras.optimizers.legacy.Adam(1e-9)  # fault: ACU301, ACU503
    five = optim.RMSprop(  # fault: ACU301
        [
            {"params": net.parameters()}
        ],
        lr=0,
    )
    return one, two, three, four, five
