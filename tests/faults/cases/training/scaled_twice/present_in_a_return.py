import tensorflow as tf
from torchvision import transforms


def prepare(image):
    return tf.clip_by_value(image / 255.0 / 255.0, 0.0, 1.0)  # fault: ACU318


layer = tf.keras.layers.Rescaling(scale=1 / 255 / 255.0)  # fault: ACU318
steps = transforms.Compose(  # fault: ACU318
    [
        transforms.CenterCrop(8) if crop else transforms.RandomCrop(8),
        transforms.ToTensor(),
        lambda x: x / 255.0,
    ]
)
