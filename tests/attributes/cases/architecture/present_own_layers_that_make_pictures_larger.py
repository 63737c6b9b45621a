# attribute: architecture=dcgan
# module layers.py: def deconv2d(x, filters):
# module layers.py:     return x
from layers import deconv2d


class Generator:
    def __call__(self, z):
        return deconv2d(z, 64)


class Discriminator:
    pass


pictures = Generator()(z)
judged = Discriminator()
