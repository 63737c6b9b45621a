import torch
import torchvision.transforms as T
from torchvision.transforms import Compose, Normalize, ToTensor

MEAN = [123.675, 116.28, 103.53]
STD = [58.0, 57.0, 57.0]

one = T.Compose([T.ToTensor(), T.Normalize(MEAN, STD)])  # fault: ACU318
two = Compose([Normalize((0.5,), (0.5,)), ToTensor()])  # fault: ACU318


class Data(torch.utils.data.Dataset):
    def __init__(self, train):
        steps = {
            "val": T.Compose(  # fault: ACU318
                [
                    T.ToTensor(),
                    T.Normalize([0.5] * 3, [0.5] * 3),
                    T.Normalize([0.5] * 3, [0.5] * 3),
                ]
            ),
        }
        self.steps = steps
