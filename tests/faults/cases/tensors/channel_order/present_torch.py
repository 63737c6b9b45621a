import cv2
import numpy as np
import torch
import torchvision.models as models

net = models.resnet18()


def predict(path):
    image = cv2.imread(path)
    image = cv2.resize(image, (224, 224))
    image = image.astype(np.float32) / 255
    tensor = torch.from_numpy(image).unsqueeze(0)
    tensor = tensor.float()
    return net(tensor)  # fault: ACU206
