# attribute: loss=arcface
# no attribute: loss=cosface
import torch
from pytorch_metric_learning import losses

measure = losses.ArcFaceLoss(10, 8)
measure(torch.ones(1), 1).backward()
