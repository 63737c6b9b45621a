# no attribute: loss=ssim
# no attribute: loss=mean-absolute-error
# no attribute: loss=temporal-difference
# no attribute: loss=contrastive
import torch


def scores(a, b, ssim, temperature):
    different = 1 - ssim(a, b)
    far = torch.abs(a - b)
    attention = torch.matmul(a, b.transpose(-2, -1)) / temperature
    advantage = a.reward + 0.9 * b.gamma - b.value
    return different, far, attention, advantage


print(scores(1, 2, 3, 4))
