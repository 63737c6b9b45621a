# attribute: loss=negative-log-likelihood
import torch


class FlowLoss(torch.nn.Module):
    def forward(self, z, log_scales, log_det):
        loss = torch.sum(z * z) / 2 - log_scales - log_det
        return loss / z.numel()


criterion = FlowLoss()
