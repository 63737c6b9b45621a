# attribute: architecture=unet
# no attribute: architecture=resnet
import torch


class ResnetBlock(torch.nn.Module):
    pass


class Unet(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.first = torch.nn.Conv2d(3, 8, 3)
        self.down = ResnetBlock()


model = Unet()
