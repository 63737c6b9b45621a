# no attribute: task=semantic-segmentation
# no attribute: task=image-segmentation
import torch


class UNet(torch.nn.Module):
    pass


model = UNet()
criterion = torch.nn.MSELoss()
