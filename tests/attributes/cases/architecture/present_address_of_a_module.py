# attribute: architecture=mobilenet
import tensorflow_hub as hub

ADDRESS = "https://tfhub.dev/somebody/mobilenet_v2/feature_vector/4"
layer = hub.KerasLayer(ADDRESS, trainable=False)
