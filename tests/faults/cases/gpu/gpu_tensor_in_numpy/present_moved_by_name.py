import torch
from mine import Unet

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


def judge(model, loader):
    model.eval()
    with torch.no_grad():
        for x, _ in loader:
            y = model(x.to(device)).sigmoid()
            print(torch.squeeze(y).numpy())  # fault: ACU404


net = Unet(3, 1)
net = Unet(3, 1)
net.to(device)
net = torch.nn.DataParallel(net)
judge(net, batches)
with torch.no_grad():
    for x, _ in batches:
        out, _ = net(x)
        _, best = torch.max(out.data, 1)
        print(best.numpy())  # fault: ACU404
