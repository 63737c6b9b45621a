import tensorflow as tf
from nets import inception
from tf_slim.nets import resnet_v2 as residual


def build(images):
    with tf.name_scope("net"):
        logits, _ = residual.resnet_v2_50(images, 1000)  # fault: ACU518
    return logits


out, ends = inception.inception_v3(images, num_classes=10)  # fault: ACU518
