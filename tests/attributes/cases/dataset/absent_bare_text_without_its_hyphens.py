# no attribute: dataset=vggface
import torch

model = torch.nn.Conv2d(3, 8, 3)
print("VGG-Face2", model)
