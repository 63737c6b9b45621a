# attribute: loss=perceptual
# attribute: loss=mean-squared-error
import torch
from torchvision.models import vgg16

features = vgg16(pretrained=True).features
mse = torch.nn.MSELoss()


def step(made, wanted):
    content_loss = mse(features(made), features(wanted))
    content_loss.backward()


step(torch.zeros(1, 3, 64, 64), torch.ones(1, 3, 64, 64))
