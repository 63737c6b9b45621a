"""Parameters and locals that the function asks for what only tensors have."""

import torch


class Front(torch.nn.Module):
    def forward(self, x):
        x.to(self.device)  # fault: ACU402
        return x.view(x.size(0), -1)


def steps(batches, device):
    for batch in batches:
        part = batch[0]
        part = part[:, 2:]
        part.to(device)  # fault: ACU402
        yield part.unsqueeze(1)


def first(queue):
    images, _ = next(queue)
    images.cuda()  # fault: ACU402
    return images
