# attribute: loss=vector-quantization
# attribute: loss=mean-squared-error
import torch


def quantise(z, z_q, beta):
    loss = torch.mean((z_q.detach() - z) ** 2) + beta * torch.mean((z_q - z.detach()) ** 2)
    return loss


print(quantise(1, 2, 0.25))
