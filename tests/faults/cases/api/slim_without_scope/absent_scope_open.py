import tensorflow as tf
import tf_slim as slim
from nets import resnet_v1

from mine import inception


def build(images):
    return resnet_v1.resnet_v1_50(images, 1000)


with slim.arg_scope(resnet_v1.resnet_arg_scope()):
    logits, _ = resnet_v1.resnet_v1_101(images, 1000)
    other = build(images)
inception.inception_v3(images)
