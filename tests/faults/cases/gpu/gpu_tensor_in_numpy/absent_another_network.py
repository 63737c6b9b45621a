import torch
from mine import Unet

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


def train(loader):
    model = Unet(3, 1).to(device)
    for x, y in loader:
        torch.nn.functional.mse_loss(model(x.to(device)), y.to(device)).backward()


def test(loader, path):
    model = Unet(3, 1)
    model.load_state_dict(torch.load(path, map_location="cpu"))
    model.eval()
    with torch.no_grad():
        for x, _ in loader:
            y = model(x).sigmoid()
            print(torch.squeeze(y).numpy())  # unknown: ACU404


net = Unet(3, 1)
net.to(device)
train(batches)
net = Unet(3, 1)
net.eval()
with torch.no_grad():
    for x, _ in batches:
        out, _ = net(x)
        _, best = torch.max(out.data, 1)
        print(best.numpy())  # unknown: ACU404
