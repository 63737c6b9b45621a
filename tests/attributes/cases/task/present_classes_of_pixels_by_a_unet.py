# attribute: task=semantic-segmentation
import torch


class UNet(torch.nn.Module):
    pass


model = UNet()
criterion = torch.nn.CrossEntropyLoss()
