import matplotlib.pyplot as plt
import numpy as np
import torch
import torch as th
from sklearn.metrics import accuracy_score as score

dev = "cuda:0" if torch.cuda.is_available() else "cpu"


class Net(torch.nn.Module):
    pass


def evaluate(loader):
    model = Net().to(dev)
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            out = model(x.to(dev))
            _, best = th.max(out, 1)
            rows = best.squeeze().numpy()  # fault: ACU404
            score(y, best)  # fault: ACU404
            plt.plot(out[0])  # fault: ACU404
            print(rows, np.asarray(out.softmax(1).detach()))  # fault: ACU404
    return x.to(dev).squeeze(0).numpy()  # fault: ACU404
