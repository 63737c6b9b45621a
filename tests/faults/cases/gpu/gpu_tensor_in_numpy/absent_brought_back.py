import numpy as np
import torch

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Frame:
    def numpy(self):
        return self


class Net(torch.nn.Module):
    pass


def evaluate(loader, use_cuda, frame, other):
    model = Net().to(device)
    for x, y in loader:
        out = model(x.to(device))
        a = out.detach().cpu().numpy()  # clean: ACU404
        best = out.argmax(1).to("cpu")
        b = best.numpy()
        c = np.array(out.tolist())
        d = np.asarray(out.cpu())
        if use_cuda:
            x = x.cuda()
        e = x.numpy()
        f = Frame().numpy() + frame.numpy() + other(x).numpy()  # unknown: ACU404
        h = out.numpy() if not use_cuda else out.cpu().numpy()
        out = out.cpu()
        g = out.numpy()
    return a, b, c, d, e, f, g, h, y
