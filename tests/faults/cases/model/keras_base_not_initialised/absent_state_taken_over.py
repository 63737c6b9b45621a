from keras import Model
from somewhere import multi_gpu_model


class Spread(Model):
    def __init__(self, single, gpus):
        spread = multi_gpu_model(single, gpus)
        self.__dict__.update(spread.__dict__)
        self._single = single
