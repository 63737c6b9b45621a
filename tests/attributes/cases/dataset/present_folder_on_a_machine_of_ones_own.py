# attribute: dataset=own-images
from PIL import Image
import torch

train_path = "/Users/somebody.else/Desktop/DataSet/train"
picture = Image.open(train_path + "/1.png")
model = torch.nn.Conv2d(3, 8, 3)
